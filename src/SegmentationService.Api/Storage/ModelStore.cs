using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage;

/// <summary>
/// The models on disk, and in memory ready to serve. Reading takes no lock: it sees one immutable state, and a version that a
/// request has in hand stays usable whatever happens to the store. Changes are made one after the other, each on disk first.
/// </summary>
/// <remarks>
/// Any number of processes may have the same folder open. A change is made under the lock of the folder, on what the folder holds at that moment; others see
/// it with their next <see cref="Refresh"/>. Trainings are not kept apart, only their publication: they share nothing before it, so
/// replicas on several machines can train at once, and none that hangs keeps the others from it. FORMAT.md beside this file describes the folder.
/// </remarks>
internal sealed class ModelStore : IDisposable
{
    public const string ModelsFolder = "models";

    private const string LockFile = "lock";

    private readonly string _root;
    private readonly int _keepVersions;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelStore> _logger;
    private readonly Lock _changing = new();
    private readonly Lock _refreshing = new();
    private readonly FolderStamps _stamps = new();
    private volatile StoreContent _content = StoreContent.Empty;
    private bool _isUnreadable;
    private bool _disposed;

    private ModelStore(string root, StorageOptions options, TimeProvider time, ILogger<ModelStore> logger)
    {
        _root = root;
        Folder = Path.Combine(root, ModelsFolder);
        _keepVersions = options.KeepVersions ?? int.MaxValue;
        _time = time;
        _logger = logger;
    }

    /// <summary>The folder of the models.</summary>
    public string Folder { get; }

    /// <summary>The models that have a version to serve, in the order of their names.</summary>
    public IReadOnlyCollection<StoredModel> Models => [.. _content.Models.Values.Where(model => model.Versions.Count > 0)];

    /// <summary>What lies in the store and is not served, in the order of the names.</summary>
    public IReadOnlyList<SetAside> SetAside => _content.SetAside();

    /// <summary>Opens a store: makes the folder, removes what crashes left half done, and loads what is whole.</summary>
    /// <param name="options">Where it is, and how much is kept.</param>
    /// <param name="time">Dates the versions and measures how long saving takes.</param>
    /// <param name="logger">Told of everything set aside.</param>
    /// <exception cref="StorageUnavailableException">The folder cannot be made or read.</exception>
    public static ModelStore Open(StorageOptions options, TimeProvider time, ILogger<ModelStore> logger)
    {
        var store = new ModelStore(Path.GetFullPath(options.Path), options, time, logger);
        try
        {
            AtomicDirectory.Create(store.Folder);
            store.Show(StoreContent.Read(store.Folder, StoreContent.Empty, _ => false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The folder '{store._root}' cannot be used for the store (Storage:Path): {e.Message}", e);
        }

        store.Sweep();
        var versions = store._content.Models.Values.Sum(model => model.Versions.Count);
        logger.LogInformation("Opened the store {Folder}: {Versions} versions, {SetAside} set aside", store._root, versions, store.SetAside.Count);
        return store;
    }

    /// <summary>Finds a model.</summary>
    /// <param name="name">Any text.</param>
    /// <returns>Null when there is no such model, or it has no version to serve.</returns>
    public StoredModel? Find(string name) => _content.Models.GetValueOrDefault(name) is { Versions.Count: > 0 } model ? model : null;

    /// <summary>Why a version that is there, or that an alias points at, is not served.</summary>
    /// <param name="model">Any text.</param>
    /// <param name="versionOrAlias">A version number, or an alias.</param>
    /// <returns>Sentences; null when it is served, or nothing tells of such a version.</returns>
    public string? WhyNotServed(string model, string versionOrAlias) =>
        _content.Models.GetValueOrDefault(model)?.WhyNotServed(versionOrAlias);

    /// <summary>Takes in what other processes have changed. What is served goes on being served when the folder cannot be read.</summary>
    public void Refresh()
    {
        lock (_refreshing)
        {
            if (_stamps.MayHaveChanged(Folder) is var folderChanged && !Directory.Exists(Folder))
            {
                Unreadable("It is not there.");
                return;
            }

            var known = _content;
            var unchanged = known.Models.Keys.Where(name => !_stamps.MayHaveChanged(ModelFolder(name))).ToHashSet(StringComparer.Ordinal);
            if (!folderChanged && unchanged.Count == known.Models.Count) return;
            try
            {
                // Read before the lock is taken, so that no change of this process waits for large versions of others.
                var read = StoreContent.Read(Folder, known, unchanged.Contains);
                lock (_changing) Show(StoreContent.Read(Folder, _content.Knowing(read, unchanged.Contains), unchanged.Contains));
                _isUnreadable = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Unreadable(e.Message);
            }
        }

        void Unreadable(string reason)
        {
            if (!_isUnreadable) _logger.LogWarning("The store {Folder} cannot be read; what was loaded before is served: {Reason}", _root, reason);
            _isUnreadable = true;
        }
    }

    /// <summary>Stores a new version. When it returns, the version survives a crash; when it throws, nothing has changed.</summary>
    /// <param name="model">A valid <see cref="ModelName"/>.</param>
    /// <param name="trained">What was trained.</param>
    /// <param name="timings">How long that took; the time of saving is filled in.</param>
    /// <param name="contents">The other parts of the version, beside the model.</param>
    /// <param name="promote">Whether the alias champion moves to the new version.</param>
    /// <param name="job">The job that trained it, which finds it again by <see cref="FindOfJob"/>.</param>
    /// <returns>The version as it serves from now on.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="CorruptModelException">The model breaks a rule of its format.</exception>
    /// <exception cref="StorageUnavailableException">The folder is read-only, or another process does not give its lock back.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public StoredVersion Publish(string model, TrainedModel trained, Timings timings, IReadOnlyCollection<PartContent> contents, bool promote, Guid? job = null)
    {
        // The large files are written before the lock is taken, so that going back to an older version never waits for them.
        var started = _time.GetTimestamp();
        using var directory = Begin(model);
        var (read, files) = VersionFolder.WriteParts(directory.Path, trained, contents, VersionParts.Known);
        directory.Flush();
        timings = (timings with { SaveMs = _time.GetElapsedTime(started).TotalMilliseconds }).Rounded();
        return Publish(directory, model, number => new StoredVersion(model, number, Now(), read, timings) { Job = job }, files, promote);
    }

    /// <summary>Stores a version that <see cref="OpenArchive"/> gave, of any model of any store, as a new version. When it throws, nothing has changed.</summary>
    /// <param name="model">A valid <see cref="ModelName"/>.</param>
    /// <param name="archive">The file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="promote">Whether the alias champion moves to the new version.</param>
    /// <param name="cancellationToken">Ends the import; nothing is stored then.</param>
    /// <returns>The version as it serves from now on: all but model and number are as they were.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidArchiveException">It is no such file, or the version in it cannot be used.</exception>
    /// <exception cref="StorageUnavailableException">The folder is read-only, or another process does not give its lock back.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public async Task<StoredVersion> ImportAsync(string model, Stream archive, ArchiveLimits limits, bool promote, CancellationToken cancellationToken)
    {
        using var directory = Begin(model);
        var (manifest, read) = await ImportedVersion.ReadAsync(archive, directory.Path, limits, VersionParts.Known, cancellationToken);
        directory.Flush();
        cancellationToken.ThrowIfCancellationRequested();
        return Publish(directory, model, number => new StoredVersion(model, number, manifest.Created, read, manifest.Timings), manifest.Files, promote);
    }

    /// <summary>Finds the version that a job has stored.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="job">The job.</param>
    /// <returns>Null when it has stored none, or the version has been deleted.</returns>
    public StoredVersion? FindOfJob(string model, Guid job) => Find(model)?.Versions.FirstOrDefault(version => version.Job == job);

    /// <summary>Points an alias at a version, whether or not it is there already.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version.</param>
    public StoreChange SetAlias(string model, string alias, int version) => Change(model, stored =>
    {
        if (!AliasName.IsValid(alias)) return new StoreChange(StoreOutcome.InvalidAlias);
        if (stored.Served(version) is null) return new StoreChange(StoreOutcome.UnknownVersion);
        Save(stored.WithAlias(alias, version));
        _logger.LogInformation("Alias {Alias} of {Model} points at version {Version}", alias, model, version);
        return new StoreChange(StoreOutcome.Done);
    });

    /// <summary>Removes an alias; the champion's can only be moved.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="alias">The alias.</param>
    public StoreChange RemoveAlias(string model, string alias) => Change(model, stored =>
    {
        if (alias == StoredModel.ChampionAlias) return new StoreChange(StoreOutcome.ChampionIsFixed);
        if (!stored.AllAliases.ContainsKey(alias)) return new StoreChange(StoreOutcome.UnknownAlias);
        Save(stored.WithoutAlias(alias));
        _logger.LogInformation("Removed alias {Alias} of {Model}", alias, model);
        return new StoreChange(StoreOutcome.Done);
    });

    /// <summary>Deletes a version that no alias points at. Its number is not given again; after the last one the model is no longer listed.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="version">The version.</param>
    public StoreChange DeleteVersion(string model, int version) => Change(model, stored =>
    {
        if (stored.Served(version) is not { } found) return new StoreChange(StoreOutcome.UnknownVersion);
        string[] pinning = [.. stored.AllAliases.Where(alias => alias.Value == version).Select(alias => alias.Key)];
        if (pinning.Length > 0) return new StoreChange(StoreOutcome.PinnedByAlias) { Aliases = pinning };
        Delete(stored, found);
        return new StoreChange(StoreOutcome.Done);
    });

    /// <summary>Opens a part of a version, which can be read from its beginning as often as needed. Remains readable when the version is deleted.</summary>
    /// <param name="version">The version.</param>
    /// <param name="part">The part.</param>
    /// <returns>Null when the version has been deleted, by this process or another, or has no such part.</returns>
    /// <exception cref="CorruptModelException">The file is not there any more, or cannot be read.</exception>
    public Stream? OpenPart(StoredVersion version, VersionPart part) => VersionFolder.Open(Place(version), part);

    /// <summary>Opens all files of a version, to be given away as one. They remain readable when the version is deleted.</summary>
    /// <param name="version">The version.</param>
    /// <returns>Null when the version has been deleted, by this process or another.</returns>
    /// <exception cref="CorruptModelException">A file is not there any more.</exception>
    public VersionArchive? OpenArchive(StoredVersion version) => Directory.Exists(Place(version)) ? VersionArchive.Open(version, Place(version), VersionParts.Known) : null;

    /// <summary>Waits for a change under way. Nothing can be changed after.</summary>
    public void Dispose()
    {
        lock (_changing) _disposed = true;
    }

    private void Sweep()
    {
        try
        {
            using var storeLock = FileLock.Take(_root, LockFile);
            _content.Sweep(Folder, _logger);
        }
        catch (Exception e) when (e is StorageUnavailableException or IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("The store {Folder} cannot be changed now, only read: {Reason}", _root, e.Message);
        }
    }

    private AtomicDirectory Begin(string model)
    {
        if (!ModelName.IsValid(model)) throw new ArgumentException($"'{model}' is no name for a model; allowed is {ModelName.Pattern}.", nameof(model));
        return Locked(() => AtomicDirectory.Begin(Folder));
    }

    private StoredVersion Publish(AtomicDirectory directory, string model, Func<int, StoredVersion> versionOf, FileRecord[] files, bool promote) => Locked(() =>
    {
        var before = Reload(model);
        var version = versionOf(checked(before.LastNumber + 1));
        Manifest.Of(version, files).Save(directory.Path);

        // The number is on disk before the version is: it is not given again, whatever happens to the version.
        AtomicDirectory.Create(ModelFolder(model));
        var numbered = Save(before.WithLastNumber(version.Version));
        directory.Publish(Place(version));
        try
        {
            if (promote) numbered = SaveUnseen(numbered.WithAlias(StoredModel.ChampionAlias, version.Version));
        }
        catch
        {
            directory.Withdraw();
            throw;
        }

        Show(numbered.WithVersion(version));
        _logger.LogInformation(
            "Stored version {Version} of {Model}, {Fingerprint}, promoted: {Promoted}", version.Version, model, version.Fingerprint, promote);
        DeleteOldest(model, version.Version);
        return version;
    });

    /// <summary>Deletes versions as long as there are too many. The newest is safe by its number: it has just been acknowledged.</summary>
    private void DeleteOldest(string model, int newest)
    {
        try
        {
            foreach (var version in Retention.Surplus(_content.Models[model], _keepVersions, newest).ToArray()) Delete(_content.Models[model], version);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("The oldest versions of {Model} could not be deleted; that is tried again after the next training: {Reason}", model, e.Message);
        }
    }

    private void Delete(StoredModel stored, StoredVersion version)
    {
        AtomicDirectory.Delete(Place(version));
        Show(stored.WithoutVersion(version.Version));
        _logger.LogInformation("Deleted version {Version} of {Model}", version.Version, stored.Name);
    }

    private StoreChange Change(string model, Func<StoredModel, StoreChange> change) => ModelName.IsValid(model)
        ? Locked(() => Reload(model) is { Versions.Count: > 0 } stored ? change(stored) : new StoreChange(StoreOutcome.UnknownModel))
        : new StoreChange(StoreOutcome.UnknownModel);

    private T Locked<T>(Func<T> change)
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            using var storeLock = FileLock.Take(_root, LockFile);
            try
            {
                return change();
            }
            catch (Exception e) when (StorageUnavailableException.IsReadOnly(e))
            {
                throw StorageUnavailableException.ReadOnly(_root, e);
            }
        }
    }

    /// <summary>The model as it is on disk now, with a file of aliases that can be relied on.</summary>
    private StoredModel Reload(string model)
    {
        var stored = _content.Models.GetValueOrDefault(model) ?? StoredModel.Empty(model);
        var path = ModelFolder(model);
        if (!Directory.Exists(path)) return stored.Gone();
        stored = Storage.ModelFolder.Read(path, stored);
        Show(stored);
        if (!stored.HasDamagedAliases) return stored;

        Storage.ModelFolder.KeepDamagedAliases(path);
        SaveUnseen(stored);
        stored = Storage.ModelFolder.Read(path, stored);
        Show(stored);
        StoreContent.SweepModel(path, stored, _logger);
        return stored;
    }

    /// <summary>Writes what is not part of a version, and then shows it.</summary>
    private StoredModel Save(StoredModel model)
    {
        SaveUnseen(model);
        Show(model);
        return model;
    }

    private StoredModel SaveUnseen(StoredModel model)
    {
        AliasFile.Save(ModelFolder(model.Name), model.LastNumber, model.AllAliases);
        return model;
    }

    private void Show(StoredModel model) => Show(_content.With(model));

    /// <summary>Serves another state from now on, and tells of what is newly wrong in it.</summary>
    private void Show(StoreContent content)
    {
        var before = _content;
        _content = content;
        foreach (var left in content.SetAside().Except(before.SetAside())) _logger.LogWarning("Set aside {Name}: {Reason}", left.Name, left.Reason);
        foreach (var model in content.Models.Values)
            foreach (var (alias, version) in model.AllAliases)
                if (model.Served(version) is null && before.Models.GetValueOrDefault(model.Name)?.AllAliases.GetValueOrDefault(alias) != version)
                    _logger.LogWarning("Alias {Alias} of {Model} points at version {Version}, which is not there to serve", alias, model.Name, version);
    }

    private DateTime Now()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
    }

    private string ModelFolder(string model) => Path.Combine(Folder, model);

    private string Place(StoredVersion version) => Path.Combine(ModelFolder(version.ModelName), VersionNumber.ToText(version.Version));
}
