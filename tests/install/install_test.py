#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs into an empty folder and uses what is there, as a stranger would:
  install_test.py SOURCE BUILD
Each claim is a function; its first line says what holds."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1]).resolve()
BUILD = pathlib.Path(sys.argv[2]).resolve()

# Headers of the core that are not for others.
INSIDE = {
    "core/base/names.h",
    "core/expected_likelihood.h",
    "core/expected_search.h",
    "core/psychometrics_items.h",
    "core/psychometrics_pick.h",
    "core/rupture_fall.h",
}
# What the library may ask of the C library: bytes, arithmetic, a last word.
IMPORTS = {
    "__assert_fail", "__stack_chk_fail",
    "bcmp", "memchr", "memcmp", "memcpy", "memmove", "memset",
    "strcmp", "strlen", "strncmp",
    "ceil", "fabs", "floor", "fmax", "fmin", "frexp", "ldexp", "round", "sqrt",
}
WARN = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def run(*command, **more):
    """What a command says, or a failure that shows everything."""
    done = subprocess.run([str(word) for word in command], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **more)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}:\n"
                             f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def same(got, wanted, what):
    if got == wanted:
        return
    if isinstance(got, list):
        extra, missing = ([one for one in here if one not in there]
                          for here, there in ((got, wanted), (wanted, got)))
        raise AssertionError(f"{what}: too many: {extra}, missing: {missing}")
    raise AssertionError(f"{what}:\n{got}and not:\n{wanted}")


def one(pattern, root):
    found = sorted(root.rglob(pattern))
    assert len(found) == 1, f"{pattern}: {found}"
    return found[0]


def blocks(page, language):
    """The blocks of a Markdown page in one language, and what stands in the
    next plain block: the output."""
    text = (SOURCE / page).read_text(encoding="utf-8")
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    for at, (word, body) in enumerate(fences):
        if word == language:
            plain = [after for name, after in fences[at + 1:] if not name]
            yield body, [block for block in plain
                         if not block.startswith("cc ")][0]


def man_blocks(page):
    """The literal blocks of a man page, as they are read."""
    text = (SOURCE / "docs/man" / page).read_text(encoding="utf-8")
    for body in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", text,
                           re.M | re.S):
        yield body.replace("\\e", "\\").replace("\\&", "")


class Installed:
    """One installation, thrown away at the end."""

    def __init__(self, folder):
        self.folder = folder
        self.root = folder / "root"
        run("meson", "install", "--no-rebuild", "--quiet", "-C", BUILD,
            "--destdir", self.root)
        self.include = one("core", self.root).parent
        self.static = one("librapport-core.a", self.root)
        self.shared = one("librapport-core.so", self.root).resolve()
        self.program = one("bin", self.root) / "rapport"
        self.env = {
            **os.environ, "LC_ALL": "C",
            "PATH": f"{self.program.parent}:{os.environ['PATH']}",
            "PKG_CONFIG_SYSROOT_DIR": str(self.root),
            "PKG_CONFIG_PATH": str(one("rapport-core.pc", self.root).parent),
            "LD_LIBRARY_PATH": str(self.shared.parent),
        }

    def headers(self):
        return sorted(str(path.relative_to(self.include))
                      for path in self.include.rglob("*.h"))

    def flags(self, *more):
        return run("pkg-config", "--cflags", "--libs", *more, "rapport-core",
                   env=self.env).split()

    def build(self, source, *more):
        """Compiles a program; -static takes the static library."""
        out = self.folder / "program"
        static = ["--static"] if "-static" in more else []
        run("cc", *WARN, "-std=c17", source, *more, *self.flags(*static),
            "-o", out)
        return out

    def symbols(self, *flags):
        """Name and letter of the shared library's symbols."""
        for line in run("nm", "-D", *flags, self.shared).splitlines():
            letter, name = line.split()[-2:]
            yield name.split("@")[0], letter


def every_header_is_for_others_or_inside(at):
    ours = {str(path.relative_to(SOURCE))
            for path in (SOURCE / "core").rglob("*.h")
            if "wasm" not in path.parts}
    same(sorted(at.headers()), sorted(ours - INSIDE),
         "core/meson.build installs (INSIDE names those that stay)")


def every_header_stands_alone_in_c_and_in_cplusplus(at):
    ways = [("c17", "c", "#include <{}>"),
            ("c++17", "c++", 'extern "C" {{\n#include <{}>\n}}')]
    for header in at.headers():
        for standard, language, text in ways:
            run("clang", *WARN, f"-std={standard}", "-x", language,
                "-fsyntax-only", "-", f"-I{at.include}",
                input=text.format(header) + "\n")


def the_shared_library_exports_what_its_headers_declare(at):
    declared = set()
    for header in at.headers():
        # The compiler's own list of prototypes, with where each stands.
        out = at.folder / "prototypes"
        run("gcc", "-std=c17", "-x", "c", "-fsyntax-only", "-aux-info", out,
            f"-I{at.include}", at.include / header)
        for line in out.read_text().splitlines():
            found = re.match(r"/\* (\S+?):\d+:\S+ \*/ extern .*?(\w+) \(",
                             line)
            if found and found[1].startswith(str(at.include)):
                declared.add(found[2])
    texts = "".join((at.include / header).read_text(encoding="utf-8")
                    for header in at.headers())
    functions = {name for name, letter in at.symbols("--defined-only")
                 if letter == "T"}
    data = {name for name, letter in at.symbols("--defined-only")
            if letter != "T"}
    same(sorted(functions), sorted(declared), "functions")
    assert len(declared) > 90, "the compiler's list has been read"
    for name in data:
        assert re.search(rf"^extern .*\b{name}\b", texts, re.M), name


def the_shared_library_asks_for_bytes_and_arithmetic_alone(at):
    asked = {name for name, letter in at.symbols("--undefined-only")
             if letter == "U"}
    same(sorted(asked - IMPORTS), [], "imports")
    needed = run("readelf", "-d", at.shared)
    assert "[librapport-core.so.0]" in needed, "soname 0"
    same(sorted(re.findall(r"NEEDED.*\[(.*)\]", needed)),
         ["libc.so.6", "libm.so.6"], "needed libraries")


def a_strangers_program_runs_with_either_library(at):
    source = SOURCE / "tests/install/use_core.c"
    wanted = source.read_text(encoding="utf-8").split("/*\n")[-1]
    wanted = wanted.removesuffix("*/\n")
    same(run(at.build(source), env=at.env), wanted, "shared")
    without = {**at.env, "LD_LIBRARY_PATH": ""}
    same(run(at.build(source, "-static"), env=without), wanted, "static")


def the_example_in_c_prints_what_the_page_says(at):
    example = at.folder / "example.c"
    [(text, wanted)] = blocks("docs/core.md", "c")
    example.write_text(text, encoding="utf-8")
    same(run(at.build(example), env=at.env), wanted, "docs/core.md")
    same([*man_blocks("librapport-core.3")], [text, wanted], "the man page")


def the_examples_on_the_command_line_print_what_the_pages_say(at):
    [(data, _)] = blocks("docs/core.md", "csv")
    [(command, wanted)] = blocks("docs/core.md", "sh")
    examples = {"docs/core.md": (data, command, wanted),
                "rapport.1": [*man_blocks("rapport.1")]}
    for page, (data, command, wanted) in examples.items():
        (at.folder / "ratings.csv").write_text(data, encoding="utf-8")
        same(run("sh", "-c", command, cwd=at.folder, env=at.env), wanted,
             page)


def the_page_of_all_commands_lists_them_all(at):
    listed = run(at.program, "help")
    wanted = re.findall(r"^  (\S+) +(.+)$", listed, re.M)
    page = (SOURCE / "docs/man/rapport.1").read_text(encoding="utf-8")
    got = re.findall(r"^\.It Cm (\S+)\n(.+)$", page, re.M)
    same(sorted(got), sorted(wanted), "docs/man/rapport.1")


def every_page_is_installed_and_well_formed(at):
    pages = sorted((SOURCE / "docs/man").glob("*.[1-9]"))
    there = sorted(path.name for path in one("man", at.root).rglob("*.[1-9]"))
    same(there, [page.name for page in pages], "installed pages")
    if shutil.which("mandoc"):
        run("mandoc", "-T", "lint", "-W", "warning", *pages)


def the_program_reads_the_questionnaires_that_came_with_it(at):
    data = "person,at,instrument\nann,1,closing-client\n"
    folder = one("instruments", at.root)
    (folder / "broken.json").write_text("{", encoding="utf-8")
    said = subprocess.run([at.program, "score"], input=data, text=True,
                          capture_output=True, check=False).stderr
    (folder / "broken.json").unlink()
    assert "broken.json" in said, said


CLAIMS = [
    every_header_is_for_others_or_inside,
    every_header_stands_alone_in_c_and_in_cplusplus,
    the_shared_library_exports_what_its_headers_declare,
    the_shared_library_asks_for_bytes_and_arithmetic_alone,
    a_strangers_program_runs_with_either_library,
    the_example_in_c_prints_what_the_page_says,
    the_examples_on_the_command_line_print_what_the_pages_say,
    the_page_of_all_commands_lists_them_all,
    every_page_is_installed_and_well_formed,
    the_program_reads_the_questionnaires_that_came_with_it,
]


def main():
    failed = 0
    with tempfile.TemporaryDirectory(prefix="rapport-install-") as folder:
        at = Installed(pathlib.Path(folder))
        for claim in CLAIMS:
            try:
                claim(at)
                print(f"ok      {claim.__name__}")
            except AssertionError as error:
                failed += 1
                print(f"not ok  {claim.__name__}\n{error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
