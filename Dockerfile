# What the pages take from the npm registry.
FROM node:22-bookworm-slim AS pages
WORKDIR /pages
COPY src/SegmentationService.Api/package.json src/SegmentationService.Api/package-lock.json ./
RUN npm ci --no-audit --no-fund

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# The package list first, so that a change of code does not restore again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/SegmentationService.Core/SegmentationService.Core.csproj src/SegmentationService.Core/
COPY src/SegmentationService.Api/SegmentationService.Api.csproj src/SegmentationService.Api/
RUN dotnet restore src/SegmentationService.Api -p:PublishReadyToRun=true --use-current-runtime

COPY src/ src/
COPY --from=pages /pages/node_modules src/SegmentationService.Api/node_modules
RUN dotnet publish src/SegmentationService.Api -c Release -o /app --no-restore \
    --use-current-runtime --no-self-contained -p:PublishReadyToRun=true

# A new named volume takes its owner from this directory.
RUN mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
COPY --from=build /app .
ENV ASPNETCORE_HTTP_PORTS=8080 \
    Storage__Path=/data \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080
VOLUME /data
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 CMD ["dotnet", "SegmentationService.Api.dll", "health"]
ENTRYPOINT ["dotnet", "SegmentationService.Api.dll"]
