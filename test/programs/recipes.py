# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recipes: folders with a recipe.json that says which module is run with what. Where they are, their modules and folders."""
import fnmatch
import os
import shutil
from pathlib import Path

from modules import Unreachable, folder_of_recipe, md5, module_of_recipe
from outcome import Failure, Skip
from toolchain import ROOT

RECIPES = Path(__file__).resolve().parent / "recipes"
SUITE = Path(os.environ.get("WASM2CPP_PROGRAMS_SUITE", ROOT / ".." / "shared" / "programs"))


def selected_folders(suites, names):
    folders = [path for suite in suites if suite.is_dir() for path in sorted(suite.iterdir()) if path.is_dir()]
    return [f for f in folders if not names or any(fnmatch.fnmatch(f.name, n) for n in names)]


def find_module(folder, recipe, packages):
    try:
        module = module_of_recipe(folder, recipe, packages)
    except Unreachable as why:
        raise Skip(str(why))
    except FileNotFoundError as why:
        raise Failure(str(why))
    if module is None:
        raise Skip("its module is not there, and recipe.md names no package")
    return module


def copied_preopens(folder, recipe, packages, build):
    """The guest's folders and what they are here: fresh copies, since programs write into them."""
    folders = {}
    shutil.rmtree(build / "preopens", ignore_errors=True)
    for guest, source in recipe.get("preopens", {}).items():
        copy = build / "preopens" / str(len(folders))
        shutil.copytree(found_preopen(folder, source, packages), copy, symlinks=True)
        for path in [copy, *copy.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o200)
        folders[guest] = copy
    return folders


def found_preopen(folder, source, packages):
    """A folder beside the recipe, or one that comes out of the program's package."""
    if (folder / source).is_dir():
        return folder / source
    try:
        return folder_of_recipe(folder, source, packages)
    except Unreachable as why:
        raise Skip(str(why))
    except FileNotFoundError as why:
        raise Failure(str(why))


def outcome(status, stdout, stderr, folders, recipe):
    """What `expect` holds of a WASI command: exit status, sizes and md5s of what it printed, md5s of its files. Where standard
    error is not the same each time, what is expected of it."""
    if recipe.get("stderr_nondeterministic") and "expect" in recipe:
        of_stderr = {key: recipe["expect"][key] for key in ("stderr_md5", "stderr_bytes")}
    else:
        of_stderr = {"stderr_md5": md5(stderr), "stderr_bytes": len(stderr)}
    files = {name: md5_of_output(folders, name) for name in recipe.get("outfiles", [])}
    return {"exit": status, "stdout_md5": md5(stdout), "stdout_bytes": len(stdout), **of_stderr, "files": files}


def md5_of_output(folders, name):
    """Of "GUEST FOLDER:FILE"."""
    guest, _, file = name.partition(":")
    path = folders[guest] / file
    return md5(path.read_bytes()) if path.is_file() else "MISSING"
