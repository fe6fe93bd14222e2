/**
 * What reads flags in a machine of AWS at each boot, in Python, which every machine with cloud-init has: with the keys of the
 * machine's role, as its metadata service gives them, it asks the Parameter Store and the Secrets Manager. As JSON, it reads
 * the folder for values and each flag with what it names. A flag's file is a folder, which no unit can take for a value,
 * until the value is whole. It says what fails, and nothing of a value; it ends with 1 if any flag was not read.
 */
export const VALUE_PROGRAM = String.raw`
import datetime, hashlib, hmac, http.client, json, os, sys, time, urllib.error, urllib.request

METADATA = "http://169.254.169.254/latest/"
# A role or a right that was just made takes a while to be known to all of AWS.
DENIED_SECONDS = 20
PATIENCE_SECONDS = 60
# Trying again changes nothing.
FINAL = {"ParameterNotFound", "ParameterVersionNotFound", "ResourceNotFoundException", "ValidationException",
         "InvalidParameterException", "InvalidRequestException", "InvalidKeyId", "DecryptionFailure"}

class Failure(Exception):
    def __init__(self, words, seconds=PATIENCE_SECONDS):
        super().__init__(words)
        self.seconds = seconds

class Refused(Exception):
    def __init__(self, status, text):
        self.status, self.text = status, text

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

def ask(method, url, headers, body=None):
    request = urllib.request.Request(url, method=method, headers=headers, data=body)
    try:
        try:
            with OPENER.open(request, timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode(errors="replace")) from None
    except (OSError, http.client.HTTPException) as error:
        raise Failure("%s does not answer: %s" % (url, getattr(error, "reason", error))) from None

class Machine:
    """The region, and the keys of the role."""
    def __init__(self):
        try:
            self.token = ask("PUT", METADATA + "api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "300"})
            self.region = self.look("placement/region")
            self.domain = self.look("services/domain")
            role = self.look("iam/security-credentials/").split("\n")[0].strip()
            self.keys = json.loads(self.look("iam/security-credentials/" + role))
        except Refused as error:
            raise Failure("the metadata service gives no keys of a role (%s)" % error.status) from None
        if self.keys.get("Code") != "Success":
            raise Failure("the metadata service gives no keys of role %s: %s" % (role, self.keys.get("Code")))

    def look(self, path):
        return ask("GET", METADATA + "meta-data/" + path, {"X-aws-ec2-metadata-token": self.token})

    def call(self, service, region, target, asked):
        host = "%s.%s.%s" % (service, region, self.domain)
        body = json.dumps(asked).encode()
        try:
            answer = ask("POST", "https://%s/" % host, self.signed(service, region, host, target, body), body)
        except Refused as error:
            raise failure_of("%s in %s" % (service, region), error) from None
        return json.loads(answer)

    def signed(self, service, region, host, target, body):
        """Signature version 4."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers = {"content-type": "application/x-amz-json-1.1", "host": host, "x-amz-date": now,
                   "x-amz-security-token": self.keys["Token"], "x-amz-target": target}
        names = ";".join(sorted(headers))
        lines = ["%s:%s" % (name, headers[name]) for name in sorted(headers)]
        canonical = "\n".join(["POST", "/", "", *lines, "", names, digest(body)])
        scope = "/".join([now[:8], region, service, "aws4_request"])
        key = ("AWS4" + self.keys["SecretAccessKey"]).encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope, digest(canonical.encode())])
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        credential = self.keys["AccessKeyId"] + "/" + scope
        headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s" % (credential, names, signature)
        return headers

def digest(data):
    return hashlib.sha256(data).hexdigest()

def failure_of(where, error):
    try:
        said = json.loads(error.text)
        code = str(said.get("__type", "")).split("#")[-1]
        words = said.get("message") or said.get("Message") or ""
    except (ValueError, AttributeError):
        code, words = "status %d" % error.status, ""
    seconds = 0 if code in FINAL else DENIED_SECONDS if "AccessDenied" in code else PATIENCE_SECONDS
    return Failure("%s: %s%s" % (where, code, ": " + words if words else ""), seconds)

def kept(reference, machine):
    name = reference.get("parameter") or reference["secret"]
    region = name.split(":")[3] if name.startswith("arn:") else machine.region
    if "parameter" in reference:
        asked = {"Name": name, "WithDecryption": True}
        return machine.call("ssm", region, "AmazonSSM.GetParameter", asked)["Parameter"]["Value"]
    return machine.call("secretsmanager", region, "secretsmanager.GetSecretValue", {"SecretId": name}).get("SecretString")

def kept_text(text, key=None):
    """What keptText does for machines of a host (kept-text.ts)."""
    if text is None:
        raise Failure("it holds bytes, and a flag is a text", 0)
    if key is not None:
        text = value_at(text, key)
    if text.endswith("\n"):
        text = text[:-2] if text.endswith("\r\n") else text[:-1]
    return text

def value_at(text, key):
    try:
        found = json.loads(text, parse_float=Number, parse_int=Number, parse_constant=no_constant)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Failure("it is not a JSON object", 0)
    if key not in found:
        raise Failure("there is no such key", 0)
    value = found[key]
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise Failure("the key holds neither a text nor a number nor true or false", 0)
    return str(value)

class Number(str):
    """As it is written."""

def no_constant(name):
    raise ValueError(name)

def place(folder, name, text):
    try:
        data = text.encode()
    except UnicodeError:
        raise Failure("it is no text", 0) from None
    if b"\0" in data:
        raise Failure("it holds a NUL, which no program can take", 0)
    part = os.path.join(folder, "." + name)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(data)
    os.rmdir(os.path.join(folder, name))
    os.rename(part, os.path.join(folder, name))

def words_of(reference):
    if "parameter" in reference:
        return "parameter " + reference["parameter"]
    return "secret " + reference["secret"] + (", key " + reference["key"] if "key" in reference else "")

def tell(words):
    print("rolebake: " + words, file=sys.stderr, flush=True)

def attempt(left, folder):
    """Reads what it can; gives what failed, by flag."""
    try:
        machine = Machine()
    except Failure as error:
        return {name: error for name in left}
    failed = {}
    for name in left:
        try:
            place(folder, name, kept_text(kept(left[name], machine), left[name].get("key")))
        except Failure as error:
            failed[name] = error
    return failed

def main():
    asked = json.load(sys.stdin)
    left, told, begun, pause = asked["flags"], set(), time.monotonic(), 1
    while True:
        failed = attempt(left, asked["folder"])
        gone = time.monotonic() - begun
        for name, error in failed.items():
            words = "flag %s (%s): %s" % (name, words_of(left[name]), error)
            if words not in told:
                tell(words)
            told.add(words)
        left = {name: left[name] for name in failed}
        if all(gone >= error.seconds for error in failed.values()):
            break
        time.sleep(pause)
        pause = min(2 * pause, 8)
    if left:
        tell("not read: %s. No unit that takes them can start." % ", ".join(sorted(left)))
        sys.exit(1)

if __name__ == "__main__":
    main()
`;
