#!/usr/bin/env bash
# Makes clients of the committed document, compiles them, and walks through a started service with each. run.sh FOLDER: all that is made lies there.
# The service must have been built, and the tools restored (dotnet tool restore; npm ci in TypeScript and in Python).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
document="$root/tests/SegmentationService.Api.Tests/Hosting/openapi.json"
cd "$root"

dotnet tool run nswag -- openapi2csclient "/input:$document" "/output:$folder/NSwag.cs" /namespace:SegmentationService.Clients.NSwag /classname:NSwagClient \
    /jsonLibrary:SystemTextJson /generateNullableReferenceTypes:true /generateOptionalParameters:true /generateOptionalPropertiesAsNullable:true > "$folder/nswag.txt"
KIOTA_OFFLINE_ENABLED=true dotnet tool run kiota -- generate --language CSharp --openapi "$document" --class-name KiotaClient --namespace-name SegmentationService.Clients.Kiota --output "$folder/Kiota" --clean-output > "$folder/kiota.txt" 2>&1
dotnet build --nologo --verbosity quiet "$here/CSharp" "-p:Generated=$folder" "-p:BaseIntermediateOutputPath=$folder/obj/"

mkdir -p "$folder/TypeScript"
cp "$here"/TypeScript/{package.json,tsconfig.json,walk.ts} "$folder/TypeScript"
ln -sfn "$here/TypeScript/node_modules" "$folder/TypeScript/node_modules"
bin="$here/TypeScript/node_modules/.bin"
"$bin/openapi-typescript" "$document" --output "$folder/TypeScript/schema.d.ts" > "$folder/openapi-typescript.txt" 2>&1
"$bin/tsc" --project "$folder/TypeScript"

# OpenAPI Generator is a program of Java and knows OpenAPI 3.0; its clients need modules that Python does not bring along.
generator="$here/Python/node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar"
modules=(urllib3 six dateutil certifi)
python=""
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c "import $(IFS=,; echo "${modules[*]}")" > /dev/null 2>&1; then python="$candidate"; break; fi
done
if ! command -v java > /dev/null; then lacking="java"
elif [ -z "$python" ]; then lacking="a Python with ${modules[*]}"
elif [ ! -f "$generator" ]; then lacking="npm ci in tests/Clients/Python"
else
    lacking=""
    "$python" "$here/Python/openapi30.py" "$document" "$folder/openapi30.json"
    java -jar "$generator" generate --generator-name python --input-spec "$folder/openapi30.json" --output "$folder/Python" --package-name segmentation_client > "$folder/openapi-generator.txt" 2>&1
fi

rm -rf "$folder/data" # the walks count versions
port="${PORT:-18089}"
dotnet src/SegmentationService.Api/bin/Debug/net10.0/SegmentationService.Api.dll --contentRoot "$root/src/SegmentationService.Api" --urls "http://127.0.0.1:$port" --Storage:Path="$folder/data" > "$folder/service.txt" 2>&1 &
service=$!
trap 'kill "$service" 2> /dev/null; wait "$service" 2> /dev/null || true' EXIT
for _ in $(seq 240); do curl --silent --fail --output /dev/null "http://127.0.0.1:$port/healthz/ready" && break; sleep 0.5; done

dotnet "$folder/bin/Clients.dll" "http://127.0.0.1:$port/"
node "$folder/TypeScript/walk.js" "http://127.0.0.1:$port"
if [ -z "$lacking" ]; then PYTHONPATH="$folder/Python" "$python" "$here/Python/walk.py" "http://127.0.0.1:$port"; else echo "OpenAPI Generator: skipped, $lacking is missing."; fi
