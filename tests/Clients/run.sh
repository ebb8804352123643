#!/usr/bin/env bash
# Makes clients of the committed document, compiles them, and walks through a started service with each. run.sh FOLDER: all that is made lies there.
# The service must have been built, and the tools restored (dotnet tool restore; npm ci in TypeScript).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
document="$root/tests/SegmentationService.Api.Tests/Hosting/openapi.json"
cd "$root"

dotnet tool run nswag -- openapi2csclient "/input:$document" "/output:$folder/NSwag.cs" /namespace:SegmentationService.Clients.NSwag /classname:NSwagClient \
    /jsonLibrary:SystemTextJson /generateNullableReferenceTypes:true /generateOptionalParameters:true /generateOptionalPropertiesAsNullable:true > "$folder/nswag.txt"
# A form has a file called new, a word of C#: NSwag 14.7.1 puts its @ into the middle of a name.
sed --in-place 's/content_@new_/content_new_/g' "$folder/NSwag.cs"
KIOTA_OFFLINE_ENABLED=true dotnet tool run kiota -- generate --language CSharp --openapi "$document" --class-name KiotaClient --namespace-name SegmentationService.Clients.Kiota --output "$folder/Kiota" --clean-output > "$folder/kiota.txt" 2>&1
dotnet build --nologo --verbosity quiet "$here/CSharp" "-p:Generated=$folder" "-p:BaseIntermediateOutputPath=$folder/obj/"

mkdir -p "$folder/TypeScript"
cp "$here"/TypeScript/{package.json,tsconfig.json,walk.ts} "$folder/TypeScript"
ln -sfn "$here/TypeScript/node_modules" "$folder/TypeScript/node_modules"
bin="$here/TypeScript/node_modules/.bin"
"$bin/openapi-typescript" "$document" --output "$folder/TypeScript/schema.d.ts" > "$folder/openapi-typescript.txt" 2>&1
"$bin/tsc" --project "$folder/TypeScript"

port="${PORT:-18089}"
dotnet run --no-build --project src/SegmentationService.Api -- --urls "http://127.0.0.1:$port" --Storage:Path="$folder/data" > "$folder/service.txt" 2>&1 &
service=$!
trap 'kill "$service" 2> /dev/null; wait "$service" 2> /dev/null || true' EXIT
for _ in $(seq 120); do curl --silent --fail --output /dev/null "http://127.0.0.1:$port/healthz/ready" && break; sleep 0.5; done

dotnet "$folder/bin/Clients.dll" "http://127.0.0.1:$port/"
node "$folder/TypeScript/walk.js" "http://127.0.0.1:$port"
