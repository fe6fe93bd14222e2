/**
 * What seals a tree from within a machine that runs on it, in Python, which every machine with cloud-init has. It does
 * what `seal` does from outside, rule by rule (test/bake/remote-seal.test.ts holds the one to the other). As JSON, it reads
 * the root, rules, the epoch, what a converger leaves, and what to pass over when it hashes; it answers with problems, how
 * many rules changed something, and the digest of the tree: of each path's type, mode, owner, attributes and content.
 */
export const SEAL_PROGRAM = String.raw`
import fnmatch, hashlib, json, os, re, shutil, stat, sys

ask = json.load(sys.stdin)
ROOT = ask["root"].rstrip("/")
problems = []
# A parent's own files are its own affair, as programs that test themselves with keys.
SINCE = os.lstat(ask["since"]).st_ctime if ask["since"] else 0

class Unsealable(Exception):
    pass

def at(path):
    return ROOT + "/" + path if path else ROOT or "/"

def is_pattern(part):
    return "*" in part or "[" in part

def matcher(part):
    whole = re.compile(("" if part.startswith(".") else r"(?!\.)") + part.replace(".", r"\.").replace("*", ".*") + r"\Z", re.S)
    return lambda name: whole.match(name) is not None

def is_folder(path, part):
    if os.path.islink(at(path)) and not is_pattern(part):
        raise Unsealable("/" + path + " is a symlink: what it leads to cannot be sealed")
    return os.path.isdir(at(path)) and not os.path.islink(at(path))

def join(folder, name):
    return folder + "/" + name if folder else name

def names(path):
    return sorted(os.listdir(at(path)))

def below(folder):
    for name in names(folder):
        path = join(folder, name)
        if os.path.isdir(at(path)) and not os.path.islink(at(path)) and not os.path.ismount(at(path)):
            yield path
            yield from below(path)

def find(pattern):
    found, before = [""], ""
    for part in pattern.split("/"):
        folders = [path for path in found if path == "" or is_folder(path, before)]
        found = []
        for folder in folders:
            if part == "**":
                found += [folder, *below(folder)]
            elif is_pattern(part):
                found += [join(folder, name) for name in names(folder) if matcher(part)(name)]
            elif os.path.lexists(at(join(folder, part))):
                found.append(join(folder, part))
        before = part
    return found

def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        for name in os.listdir(path):
            remove(path + "/" + name)
        os.rmdir(path)
    else:
        os.unlink(path)

def rewrite(path, change):
    with open(os.open(path, os.O_RDWR | os.O_NOFOLLOW), "r+", encoding="latin-1", newline="") as file:
        before = file.read()
        after = change(before)
        if after == before:
            return False
    beside = path + ".rolebake-seal"
    if os.path.lexists(beside):
        os.unlink(beside)
    with open(beside, "x", encoding="latin-1", newline="") as file:
        file.write(after)
    state = os.lstat(path)
    os.chown(beside, state.st_uid, state.st_gid)
    shutil.copystat(path, beside)
    os.replace(beside, path)
    return True

def password_day(text):
    day = str(ask["epoch"] // 86400)
    return re.sub(r"^([^:\n]*:[^:\n]*:)[1-9][0-9]*(?=:)", lambda found: found.group(1) + day, text, flags=re.M)

def sorted_paragraphs(text):
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", text)]
    return "".join(part + "\n\n" for part in sorted(part for part in paragraphs if part))

CHANGES = {
    "empty": lambda text: "",
    "set-password-day": password_day,
    "sort-paragraphs": sorted_paragraphs,
    "drop-own-name": lambda text: re.sub(r"^127\.0\.1\.1[ \t].*\n?", "", text, flags=re.M),
}

def put(file):
    folder = ""
    for part in file["path"].split("/")[:-1]:
        folder = join(folder, part)
        if not os.path.lexists(at(folder)):
            os.mkdir(at(folder))
            os.chmod(at(folder), 0o755)
        elif os.path.islink(at(folder)) or not os.path.isdir(at(folder)):
            raise Unsealable("/" + folder + " is no folder: what is to be in it cannot be sealed")
    path = at(file["path"])
    if os.path.lexists(path):
        remove(path)
    if "link" in file:
        os.symlink(file["link"], path)
    else:
        with open(path, "x", encoding="utf-8", newline="") as written:
            written.write(file["content"])
        os.chmod(path, 0o644)

def apply(rule, path):
    for file in rule.get("instead", []):
        put(file)
    if rule["action"] == "remove":
        remove(at(path))
        return True
    if os.path.islink(at(path)) or not os.path.isfile(at(path)):
        if "*" not in rule["path"]:
            raise Unsealable("/" + path + " is not a plain file: it cannot be sealed")
        return False
    return rewrite(at(path), CHANGES[rule["action"]])

PEM = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*?(?:\r?\n|\\n)(?:[ \t]*[\w-]+: [^\n\\]*(?:\r?\n|\\n))*(?:[ \t\r]*\n|\\n)*[ \t]*[A-Za-z0-9+/=]{40}")
OTHER = re.compile(rb"PuTTY-User-Key-File-\d: |AGE-SECRET-KEY-1[0-9A-Z]{50}")
MARKS = (b"PRIVATE KEY", b"PuTTY-User-Key-File", b"AGE-SECRET-KEY-")

def pieces(file):
    kept = b""
    while True:
        read = file.read(1 << 20)
        yield kept + read, read
        if not read:
            return
        kept = (kept + read)[-4096:]

def look(path, digest):
    is_key, is_program = False, None
    with open(at(path), "rb") as file:
        for piece, read in pieces(file):
            if is_program is None:
                is_program = read[:4] == b"\x7fELF"
            digest.update(read)
            if not is_program and not is_key and any(mark in piece for mark in MARKS):
                is_key = bool(PEM.search(piece) or OTHER.search(piece))
    return is_key

def attributes(path):
    try:
        return {name: os.getxattr(at(path), name, follow_symlinks=False).hex() for name in sorted(os.listxattr(at(path), follow_symlinks=False))}
    except OSError:
        return {}

def describe(path, state):
    content = ""
    if stat.S_ISLNK(state.st_mode):
        content = os.readlink(at(path))
    elif stat.S_ISREG(state.st_mode):
        digest = hashlib.sha256()
        if look(path, digest) and state.st_ctime >= SINCE:
            problems.append("/" + path + " holds a private key: an image holds none")
        content = digest.hexdigest()
    elif stat.S_ISBLK(state.st_mode) or stat.S_ISCHR(state.st_mode):
        content = state.st_rdev
    return [path, stat.filemode(state.st_mode), state.st_uid, state.st_gid, attributes(path), content]

def passed_over(path):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in ask["passOver"])

def hash_tree():
    tree = hashlib.sha256()
    device = os.lstat(at("")).st_dev
    def visit(folder):
        for name in names(folder):
            path = join(folder, name)
            state = os.lstat(at(path))
            if passed_over(path):
                continue
            tree.update(json.dumps(describe(path, state)).encode() + b"\n")
            if stat.S_ISDIR(state.st_mode) and state.st_dev == device:
                visit(path)
    visit("")
    return "sha256:" + tree.hexdigest()

changed = 0
try:
    for rule in ask["rules"]:
        for path in find(rule["path"]):
            changed += apply(rule, path)
    for path in ask["leftovers"]:
        for found in find(path):
            problems.append("/" + found + " is left of the converger: an image holds none")
except Unsealable as error:
    problems.append(str(error))
digest = hash_tree()
print(json.dumps({"problems": problems, "changed": changed, "digest": digest}))
`;
