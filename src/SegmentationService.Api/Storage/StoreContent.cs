using System.Collections.Immutable;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Storage;

/// <summary>What the folder of the models holds, as it is at one moment. Immutable.</summary>
/// <param name="Models">By name, also those without a version that is served: their numbers count on.</param>
/// <param name="Strays">What lies beside the models and is none.</param>
internal sealed record StoreContent(ImmutableSortedDictionary<string, StoredModel> Models, ImmutableArray<SetAside> Strays)
{
    /// <summary>Nothing.</summary>
    public static StoreContent Empty { get; } = new(ImmutableSortedDictionary.Create<string, StoredModel>(StringComparer.Ordinal), []);

    /// <summary>All that is not served, in the order of the names.</summary>
    public IReadOnlyList<SetAside> SetAside() =>
        [.. Strays.Concat(Models.Values.SelectMany(model => model.SetAside.Values)).OrderBy(left => left.Name, StringComparer.Ordinal)];

    /// <summary>Reads the folder. What was known before is not read again.</summary>
    /// <param name="folder">The folder of the models.</param>
    /// <param name="before">What was known before.</param>
    /// <param name="isUnchanged">Whether a model, by its name, needs not be looked at.</param>
    /// <param name="loader">Loads what is new.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static StoreContent Read(string folder, StoreContent before, Predicate<string> isUnchanged, VersionLoader loader)
    {
        var models = ImmutableSortedDictionary.CreateBuilder<string, StoredModel>(StringComparer.Ordinal);
        var strays = ImmutableArray.CreateBuilder<SetAside>();
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            var name = entry.Name;
            if (AtomicDirectory.IsLeftover(name)) continue;
            if (entry is not DirectoryInfo) strays.Add(new SetAside(name, "It is a file; here are the folders of models."));
            else if (!ModelName.IsValid(name)) strays.Add(new SetAside(name, $"It is not the name of a model; allowed is {ModelName.Pattern}."));
            else if (before.Models.TryGetValue(name, out var known) && isUnchanged(name)) models.Add(name, known);
            else models.Add(name, ReadModel(entry.FullName, known ?? StoredModel.Empty(name)));
        }

        return new StoreContent(models.ToImmutable(), strays.ToImmutable());

        StoredModel ReadModel(string path, StoredModel known)
        {
            try
            {
                return ModelFolder.Read(path, known, loader);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Deleted while it was read, or not readable: neither keeps the other models from being served.
                if (Directory.Exists(path)) strays.Add(new SetAside(known.Name, $"It cannot be read: {DiskFailure.Reason(e)}."));
                return known;
            }
        }
    }

    /// <summary>The same with other states of some models.</summary>
    /// <param name="models">The models.</param>
    public StoreContent With(IEnumerable<StoredModel> models) => this with { Models = Models.SetItems(models.Select(model => KeyValuePair.Create(model.Name, model))) };

    /// <summary>The same with another state of one model.</summary>
    /// <param name="model">The model.</param>
    public StoreContent With(StoredModel model) => this with { Models = Models.SetItem(model.Name, model) };

    /// <summary>Removes what crashes have left half done. The caller holds the lock of the store.</summary>
    /// <param name="folder">The folder of the models.</param>
    /// <param name="logger">Told of everything removed.</param>
    public void Sweep(string folder, ILogger logger)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (AtomicDirectory.IsLeftover(Path.GetFileName(path))) SweepEntry(path);
            else if (Models.TryGetValue(Path.GetFileName(path), out var model)) SweepModel(path, model, logger);
        }

        void SweepEntry(string path)
        {
            if (!AtomicDirectory.IsBeingWritten(path)) Remove(path, Path.GetFileName(path), logger);
        }
    }

    /// <summary>Removes what crashes have left half done of one model. The caller holds the lock of the store.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="model">The model.</param>
    /// <param name="logger">Told of everything removed.</param>
    public static void SweepModel(string path, StoredModel model, ILogger logger)
    {
        // The name of a half-deleted version may be all that still tells of its number.
        if (model.HasDamagedAliases || !Directory.Exists(path)) return;
        foreach (var leftover in Directory.EnumerateFileSystemEntries(path).Where(entry => AtomicDirectory.IsLeftover(Path.GetFileName(entry))).ToArray())
            Remove(leftover, $"{model.Name}/{Path.GetFileName(leftover)}", logger);
        foreach (var name in ModelFolder.RemoveDeleted(path, model)) logger.LogInformation("Removed {Name}, deleted with its model", $"{model.Name}/{Storage.SetAside.OnOneLine(name)}");
        foreach (var name in ModelFolder.Sweep(path))
        {
            logger.LogInformation("Removed {Name}, left half done by a crash", $"{model.Name}/{name}");
            AtomicDirectory.TryRemoveEmpty(path);
        }
    }

    private static void Remove(string path, string name, ILogger logger)
    {
        if (AtomicDirectory.TryRemove(path)) logger.LogInformation("Removed {Name}, left half done by a crash", Storage.SetAside.OnOneLine(name));
        else logger.LogWarning("Cannot remove {Name}, left half done by a crash", Storage.SetAside.OnOneLine(name));
    }
}
