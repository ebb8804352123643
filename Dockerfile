# Tags move; a build that is to be the same again names the images by their digests: --build-arg SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0@sha256:...
ARG NODE_IMAGE=node:22-bookworm-slim
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

# What the pages take from the npm registry.
FROM ${NODE_IMAGE} AS pages
WORKDIR /pages
COPY src/SegmentationService.Api/package.json src/SegmentationService.Api/package-lock.json src/SegmentationService.Api/vendor.mjs ./
RUN npm ci --no-audit --no-fund

FROM ${SDK_IMAGE} AS build
WORKDIR /source

# The package list first, so that a change of code does not restore again. Packages are those of packages.lock.json, hash for hash; the second restore adds
# what the SDK itself needs to compile them for this machine, which no lock file has.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY .config/ .config/
COPY src/SegmentationService.Core/SegmentationService.Core.csproj src/SegmentationService.Core/packages.lock.json src/SegmentationService.Core/
COPY src/SegmentationService.Cluster/SegmentationService.Cluster.csproj src/SegmentationService.Cluster/packages.lock.json src/SegmentationService.Cluster/
COPY src/SegmentationService.Api/SegmentationService.Api.csproj src/SegmentationService.Api/packages.lock.json src/SegmentationService.Api/
RUN dotnet restore src/SegmentationService.Api --locked-mode \
    && dotnet restore src/SegmentationService.Api -p:PublishReadyToRun=true --use-current-runtime \
    && dotnet tool restore \
    && dotnet tool run dotnet-CycloneDX -- src/SegmentationService.Api/SegmentationService.Api.csproj --disable-package-restore --set-name SegmentationService --output-format Json --output /sbom

COPY src/ src/
COPY --from=pages /pages/node_modules src/SegmentationService.Api/node_modules
RUN dotnet publish src/SegmentationService.Api -c Release -o /app --no-restore \
    --use-current-runtime --no-self-contained -p:PublishReadyToRun=true

# A new named volume takes its owner from this directory.
RUN mkdir /data

# Every package that the program consists of, as CycloneDX: docker build --target sbom --output sbom .
FROM scratch AS sbom
COPY --from=build /sbom /

FROM ${RUNTIME_IMAGE}
WORKDIR /app
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
COPY --from=build /app .
COPY --from=sbom / sbom/
ENV ASPNETCORE_HTTP_PORTS=8080 \
    Storage__Path=/data \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080
VOLUME /data
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 CMD ["dotnet", "SegmentationService.Api.dll", "health"]
ENTRYPOINT ["dotnet", "SegmentationService.Api.dll"]
