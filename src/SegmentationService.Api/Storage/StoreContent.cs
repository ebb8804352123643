using System.Collections.Immutable;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage;

/// <summary>What a start finds in the folder of the models.</summary>
/// <param name="Models">What is whole, also models without a version: their numbers count on.</param>
/// <param name="SetAside">The rest.</param>
internal sealed record StoreContent(ImmutableSortedDictionary<string, StoredModel> Models, IReadOnlyList<SetAside> SetAside)
{
    /// <summary>Removes what a crash left half done, and loads what is whole. O(size of the store): every checksum is verified.</summary>
    /// <param name="folder">The folder of the models.</param>
    /// <param name="logger">Told of everything set aside.</param>
    public static StoreContent Load(string folder, ILogger logger)
    {
        var models = ImmutableSortedDictionary.CreateBuilder<string, StoredModel>(StringComparer.Ordinal);
        var setAside = new List<SetAside>();
        foreach (var (name, path) in Entries(folder))
        {
            if (AtomicDirectory.IsLeftover(name)) Sweep(name, path);
            else if (!Directory.Exists(path)) Leave(name, "It is a file; here are the folders of models.");
            else if (!ModelName.IsValid(name)) Leave(name, $"It is not the name of a model; allowed is {ModelName.Pattern}.");
            else models.Add(name, LoadModel(name, path));
        }

        return new StoreContent(models.ToImmutable(), setAside);

        StoredModel LoadModel(string model, string modelFolder)
        {
            var versions = ImmutableSortedDictionary.CreateBuilder<int, StoredVersion>();
            var highest = 0;
            foreach (var (name, path) in Entries(modelFolder))
            {
                // Of half-deleted versions too the number counts.
                if (VersionNumber.TryParse(Path.GetFileNameWithoutExtension(name), out var number)) highest = Math.Max(highest, number);
                if (AtomicDirectory.IsLeftover(name)) Sweep($"{model}/{name}", path);
                else if (name == AliasFile.FileName) continue;
                else if (!Directory.Exists(path) || !VersionNumber.TryParse(name, out number)) Leave($"{model}/{name}", "It is not the folder of a version: 1, 2, 3 ...");
                else if (LoadVersion(model, number, path) is { } version) versions.Add(number, version);
            }

            if (highest == 0 && !File.Exists(Path.Combine(modelFolder, AliasFile.FileName))) return StoredModel.Empty(model);
            var (last, aliases) = LoadAliases(model, modelFolder, highest);
            var stored = new StoredModel(model, Math.Max(last, highest), aliases, versions.ToImmutable());
            foreach (var (alias, target) in aliases.Where(alias => !versions.ContainsKey(alias.Value)))
                logger.LogWarning("Alias {Alias} of {Model} points at version {Version}, which is not there to serve", alias, model, target);
            return stored;
        }

        StoredVersion? LoadVersion(string model, int number, string path)
        {
            try
            {
                return VersionFolder.Load(path, model, number);
            }
            catch (CorruptModelException e)
            {
                Leave($"{model}/{VersionNumber.ToText(number)}", e.Message);
                return null;
            }
        }

        (int Last, ImmutableSortedDictionary<string, int> Aliases) LoadAliases(string model, string modelFolder, int highest)
        {
            try
            {
                return AliasFile.Load(modelFolder);
            }
            catch (CorruptModelException e)
            {
                // Kept under another name, so that the next change does not overwrite what may be mended by hand.
                var kept = Keep(Path.Combine(modelFolder, AliasFile.FileName));
                Leave($"{model}/{AliasFile.FileName}", $"{e.Message} The model has no aliases until they are set again; numbers count on from {highest}.{kept}");
                return (highest, StoredModel.Empty(model).AllAliases);
            }
        }

        void Leave(string name, string reason)
        {
            setAside.Add(new SetAside(name, reason));
            logger.LogWarning("Set aside {Name}: {Reason}", name, reason);
        }

        void Sweep(string name, string path)
        {
            if (AtomicDirectory.TryRemove(path)) logger.LogInformation("Removed {Name}, left half done by a crash", name);
            else logger.LogWarning("Cannot remove {Name}, left half done by a crash", name);
        }
    }

    /// <summary>In one order everywhere.</summary>
    private static IEnumerable<(string Name, string Path)> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(path => (Path.GetFileName(path), path)).OrderBy(entry => entry.Item1, StringComparer.Ordinal);

    private static string Keep(string path)
    {
        if (!File.Exists(path)) return "";
        var number = 1;
        while (Path.Exists($"{path}.set-aside-{number}")) number++;
        try
        {
            File.Move(path, $"{path}.set-aside-{number}");
            return $" The file is kept as {Path.GetFileName(path)}.set-aside-{number}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
