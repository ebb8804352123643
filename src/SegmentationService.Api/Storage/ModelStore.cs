using System.Diagnostics;
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

    /// <summary>The file in the folder of the store that is locked by whoever changes it.</summary>
    public const string LockFile = "lock";

    /// <summary>What is read at once for those who answer: more would only wait for the same disk.</summary>
    private const int MostReadings = 8;

    private readonly string _root;
    private readonly int _keepVersions;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelStore> _logger;
    private readonly ChangeLine _line;
    private readonly VersionLoader _loader;
    private readonly DiskThreads _threads = new("Store reading", MostReadings);
    private readonly Lock _showing = new();
    private readonly Lock _refreshing = new();
    private readonly FolderStamps _stamps = new();
    private volatile StoreContent _content = StoreContent.Empty;
    private bool _isUnreadable;
    private bool _isSwept;

    private ModelStore(string root, StorageOptions options, TimeProvider time, ILogger<ModelStore> logger)
    {
        _root = root;
        Folder = Path.Combine(root, ModelsFolder);
        _keepVersions = options.KeepVersions ?? int.MaxValue;
        _time = time;
        _logger = logger;
        _loader = new VersionLoader(new LoadedVersions(IsPinned));
        _line = new ChangeLine(root, LockFile, ChangeLine.Patience);
    }

    /// <summary>The folder of the models.</summary>
    public string Folder { get; }

    /// <summary>The models that have a version to serve, in the order of their names.</summary>
    public IReadOnlyCollection<StoredModel> Models => [.. _content.Models.Values.Where(model => model.Count > 0)];

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
            store.Show(StoreContent.Read(store.Folder, StoreContent.Empty, _ => false, store._loader));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            store.Dispose();
            throw new StorageUnavailableException($"The folder '{store._root}' cannot be used for the store (Storage:Path): {e.Message}", e);
        }

        store.Sweep(isStart: true);
        var versions = store._content.Models.Values.Sum(model => model.Count);
        logger.LogInformation("Opened the store {Folder}: {Versions} versions, {SetAside} set aside", store._root, versions, store.SetAside.Count);
        return store;
    }

    /// <summary>Finds a model.</summary>
    /// <param name="name">Any text.</param>
    /// <returns>Null when there is no such model, or it has no version to serve.</returns>
    public StoredModel? Find(string name) => _content.Models.GetValueOrDefault(name) is { Count: > 0 } model ? model : null;

    /// <summary>Why a version that is there, or that an alias points at, is not served.</summary>
    /// <param name="model">Any text.</param>
    /// <param name="versionOrAlias">A version number, or an alias.</param>
    /// <returns>Sentences; null when it is served, or nothing tells of such a version.</returns>
    public string? WhyNotServed(string model, string versionOrAlias) =>
        _content.Models.GetValueOrDefault(model)?.WhyNotServed(versionOrAlias);

    /// <summary>Takes in what other processes have changed. What is served goes on being served when the folder cannot be read.</summary>
    /// <returns>Whether it could be read.</returns>
    public bool Refresh()
    {
        lock (_refreshing)
        {
            if (!_isSwept) Sweep(isStart: false);
            if (_stamps.MayHaveChanged(Folder) is var folderChanged && !Directory.Exists(Folder))
            {
                Unreadable("It is not there.");
                return false;
            }

            var known = _content;
            var unchanged = known.Models.Values.Where(model => !_stamps.MayHaveChanged(ModelFolder(model.Name)) && !model.MayBeMended).Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
            if (!folderChanged && unchanged.Count == known.Models.Count) return true;
            try
            {
                var read = StoreContent.Read(Folder, known, unchanged.Contains, _loader);
                lock (_showing) Show(read.With(ChangedMeanwhile(known)));
                _isUnreadable = false;
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Unreadable(e.Message);
                return false;
            }
        }

        // A model that this process has changed while the folder was read is as the change shows it, which is newer; it is read again at the next occasion.
        IEnumerable<StoredModel> ChangedMeanwhile(StoreContent before)
        {
            foreach (var model in _content.Models.Values)
            {
                if (before.Models.GetValueOrDefault(model.Name) == model) continue;
                _stamps.Forget(ModelFolder(model.Name));
                yield return model;
            }
        }

        void Unreadable(string reason)
        {
            if (!_isUnreadable) _logger.LogWarning("The store {Folder} cannot be read; what was loaded before is served: {Reason}", _root, reason);
            _isUnreadable = true;
        }
    }

    /// <summary>Stores a new version. When it returns, the version survives a crash; when it throws, nothing has changed, but for <see cref="OutcomeUnknownException"/>.</summary>
    /// <param name="model">A valid <see cref="ModelName"/>.</param>
    /// <param name="trained">What was trained.</param>
    /// <param name="timings">How long that took; the time of saving is filled in.</param>
    /// <param name="contents">The other parts of the version, beside the model.</param>
    /// <param name="promote">Whether the alias champion moves to the new version; null leaves it to <see cref="Promotion"/>.</param>
    /// <param name="job">The job that trained it, which finds it again by <see cref="FindOfJob"/>.</param>
    /// <param name="source">What it was trained on; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it as long as its turn to appear has not come; nothing is stored then.</param>
    /// <returns>The version as it serves from now on.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="CorruptModelException">The model breaks a rule of its format.</exception>
    /// <exception cref="StorageUnavailableException">The folder is read-only, or another process does not give its lock back.</exception>
    /// <exception cref="OutcomeUnknownException">The disk failed in the step that makes the version appear.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public async Task<StoredVersion> PublishAsync(
        string model, TrainedModel trained, Timings timings, IReadOnlyCollection<PartContent> contents, bool? promote, Guid? job, VersionSource? source, CancellationToken cancellationToken)
    {
        // The large files are written before it is this change's turn, so that going back to an older version never waits for them.
        var started = _time.GetTimestamp();
        AtomicDirectory? directory = await BeginAsync(model, cancellationToken);
        try
        {
            var (read, files) = VersionFolder.WriteParts(directory.Path, trained, contents, VersionParts.Known);
            directory.Flush();
            timings = (timings with { SaveMs = _time.GetElapsedTime(started).TotalMilliseconds }).Rounded();
            var written = directory;
            directory = null;
            return await PublishAsync(written, model, before => new VersionContent(Now(), read, timings, files, job) { Source = source, Annotations = PassedOn(before, read) }, promote, cancellationToken);
        }
        finally
        {
            directory?.Dispose();
        }
    }

    /// <summary>Stores a version that <see cref="OpenArchiveAsync"/> gave, of any model of any store, as a new version. When it throws, nothing has changed.</summary>
    /// <param name="model">A valid <see cref="ModelName"/>.</param>
    /// <param name="archive">The file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="promote">Whether the alias champion moves to the new version; null leaves it to <see cref="Promotion"/>.</param>
    /// <param name="cancellationToken">Ends the import; nothing is stored then.</param>
    /// <returns>The version as it serves from now on: all but model and number are as they were.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidArchiveException">It is no such file, or the version in it cannot be used.</exception>
    /// <exception cref="StorageUnavailableException">The folder is read-only, or another process does not give its lock back.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public async Task<StoredVersion> ImportAsync(string model, Stream archive, ArchiveLimits limits, bool? promote, CancellationToken cancellationToken)
    {
        AtomicDirectory? directory = await BeginAsync(model, cancellationToken);
        try
        {
            var (manifest, read) = await ImportedVersion.ReadAsync(archive, directory.Path, limits, VersionParts.Known, cancellationToken);
            directory.Flush();
            var written = directory;
            directory = null;
            var content = new VersionContent(manifest.Created, read, manifest.Timings, manifest.Files, Job: null) { Source = manifest.Source, Annotations = VersionAnnotations.Of(manifest.Annotations), Erased = manifest.Erased ?? 0 };
            return await PublishAsync(written, model, _ => content, promote, cancellationToken);
        }
        finally
        {
            directory?.Dispose();
        }
    }

    /// <summary>Has a version in memory, to answer with it.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>Whether it can be served; where it cannot, it has been deleted or is set aside now.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public async ValueTask<bool> LoadAsync(StoredVersion version, CancellationToken cancellationToken)
    {
        version.Touch();
        return version.IsLoaded || await ReadAsync(version, () => version.Content, cancellationToken) is not null;
    }

    /// <summary>What the versions of a model were trained on, as far as that is known.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public async Task<IReadOnlyList<VersionSource>> SourcesAsync(string model, CancellationToken cancellationToken)
    {
        var sources = new List<VersionSource>();
        foreach (var version in Find(model)?.Versions ?? [])
        {
            // The manifest of what is not in memory, and no more: there may be many, and models are large.
            var manifest = version.IsLoaded ? null : await ReadAsync(version, () => Manifest.Load(Place(version), version.ModelName, version.Version), cancellationToken);
            if ((manifest is null && version.IsLoaded ? version.Source : manifest?.Source) is { } source) sources.Add(source);
        }

        return sources;
    }

    /// <summary>Has what lists tell of versions in memory. Those that turn out to be damaged are set aside.</summary>
    /// <param name="versions">The versions.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>Those that can be told of.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public async Task<IReadOnlyList<StoredVersion>> DigestAsync(IReadOnlyList<StoredVersion> versions, CancellationToken cancellationToken)
    {
        var told = new List<StoredVersion>(versions.Count);
        foreach (var version in versions)
            if (version.HasDigest || await LoadAsync(version, cancellationToken)) told.Add(version);
        return told;
    }

    /// <summary>Reads, in the background, every version that nobody has asked for yet, so that damage is known before somebody needs the version.</summary>
    /// <param name="isEnding">Whether to stop, asked between two versions; takes the time that the last one took, to leave most of the disk to others.</param>
    public void CheckAll(Func<TimeSpan, bool> isEnding)
    {
        foreach (var version in _content.Models.Values.SelectMany(model => model.Versions).Where(version => !version.HasDigest))
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                if (Directory.Exists(Place(version))) _ = version.Content;
            }
            catch (CorruptModelException e)
            {
                SetVersionAside(version, e);
            }

            if (isEnding(Stopwatch.GetElapsedTime(started))) return;
        }
    }

    /// <summary>The last number ever given to a version of a model, as far as this process knows; 0 where there is none.</summary>
    /// <param name="model">Any text.</param>
    public int LastNumber(string model) => _content.Models.GetValueOrDefault(model)?.LastNumber ?? 0;

    /// <summary>Finds the version that a job has stored, in whichever process. Reads those that are not in memory, as few as there can be.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="job">The job.</param>
    /// <param name="after">The version has a higher number.</param>
    /// <returns>Null when it has stored none, or the version has been deleted.</returns>
    /// <exception cref="StorageUnavailableException">The disk cannot be read, so that nobody knows.</exception>
    public StoredVersion? FindOfJob(string model, Guid job, int after)
    {
        if (!Refresh()) throw NobodyKnows();
        if (Find(model) is not { } stored) return null;
        for (var number = stored.LastNumber; number > after; number--)
        {
            if (stored.Served(number) is not { } version) continue;
            try
            {
                if (version.Job == job) return version;
            }
            catch (CorruptModelException e)
            {
                SetVersionAside(version, e);
            }
        }

        // What is only unread may be that version.
        return _content.Models.GetValueOrDefault(model)?.MayBeMendedAfter(after) == true ? throw NobodyKnows() : null;

        StorageUnavailableException NobodyKnows() => new($"The versions of '{model}' cannot all be read, so that it is not known whether a job has stored one.", cause: null);
    }

    /// <summary>Points an alias at a version, whether or not it is there already.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version.</param>
    /// <param name="isExpected">Whether that which the alias points at is what the caller takes it to be; null where it points at nothing.</param>
    /// <param name="cancellationToken">Ends the waiting for its turn; nothing has changed then.</param>
    public Task<StoreChange> SetAliasAsync(string model, string alias, int version, Predicate<int?> isExpected, CancellationToken cancellationToken) => ChangeAsync(model, stored =>
    {
        if (!AliasName.IsValid(alias)) return new StoreChange(StoreOutcome.InvalidAlias);
        if (!isExpected(stored.PointedAt(alias))) return new StoreChange(StoreOutcome.ChangedMeanwhile);
        stored = Look(stored, version);
        if (stored.Served(version) is null) return new StoreChange(StoreOutcome.UnknownVersion);
        Commit(stored.WithAlias(alias, version));
        _logger.LogInformation("Alias {Alias} of {Model} points at version {Version}", alias, model, version);
        return new StoreChange(StoreOutcome.Done);
    }, cancellationToken);

    /// <summary>Removes an alias; the champion's can only be moved.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="isExpected">Whether that which the alias points at is what the caller takes it to be.</param>
    /// <param name="cancellationToken">Ends the waiting for its turn; nothing has changed then.</param>
    public Task<StoreChange> RemoveAliasAsync(string model, string alias, Predicate<int?> isExpected, CancellationToken cancellationToken) => ChangeAsync(model, stored =>
    {
        if (alias == StoredModel.ChampionAlias) return new StoreChange(StoreOutcome.ChampionIsFixed);
        if (stored.PointedAt(alias) is not { } version) return new StoreChange(StoreOutcome.UnknownAlias);
        if (!isExpected(version)) return new StoreChange(StoreOutcome.ChangedMeanwhile);
        Commit(stored.WithoutAlias(alias));
        _logger.LogInformation("Removed alias {Alias} of {Model}", alias, model);
        return new StoreChange(StoreOutcome.Done);
    }, cancellationToken);

    /// <summary>Gives a version, or its segments, names, notes and the like in place of what they were given before.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="version">The version.</param>
    /// <param name="change">All that it is given from now on, by the model as it is and the version; null where nothing is to be changed, for a reason that the caller knows.</param>
    /// <param name="cancellationToken">Ends the waiting for its turn; nothing has changed then.</param>
    public Task<StoreChange> AnnotateAsync(string model, int version, Func<StoredModel, StoredVersion, VersionAnnotations?> change, CancellationToken cancellationToken) => ChangeAsync(model, stored =>
    {
        stored = Look(stored, version);
        if (stored.Served(version) is not { } found) return new StoreChange(StoreOutcome.UnknownVersion);
        if (change(stored, found) is not { } annotations) return new StoreChange(StoreOutcome.NotWanted);
        if (annotations.Bytes > AnnotationRules.MostBytes) return new StoreChange(StoreOutcome.TooLarge);
        if (annotations.Revision == found.Annotations.Revision) return new StoreChange(StoreOutcome.Done);
        var annotated = stored.WithAnnotations(version, annotations);
        if (!TrySaveAnnotations(annotated)) return new StoreChange(StoreOutcome.TooLarge);
        Show(annotated);
        _logger.LogInformation("Version {Version} of {Model} was given names, notes, colours or labels", version, model);
        return new StoreChange(StoreOutcome.Done);
    }, cancellationToken);

    /// <summary>Deletes a version that no alias points at. Its number is not given again; after the last one the model is no longer listed.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="version">The version.</param>
    /// <param name="isExpected">Whether the model and the version are what the caller takes them to be; asked last.</param>
    /// <param name="cancellationToken">Ends the waiting for its turn; nothing has changed then.</param>
    public Task<StoreChange> DeleteVersionAsync(string model, int version, Func<StoredModel, StoredVersion, bool> isExpected, CancellationToken cancellationToken) => ChangeAsync(model, stored =>
    {
        stored = Look(stored, version);
        if (stored.Served(version) is not { } found) return new StoreChange(StoreOutcome.UnknownVersion);
        string[] pinning = [.. stored.AllAliases.Where(alias => alias.Value == version).Select(alias => alias.Key)];
        if (pinning.Length > 0) return new StoreChange(StoreOutcome.PinnedByAlias) { Aliases = pinning };
        if (!isExpected(stored, found)) return new StoreChange(StoreOutcome.ChangedMeanwhile);
        Delete(stored, found);
        return new StoreChange(StoreOutcome.Done);
    }, cancellationToken);

    /// <summary>
    /// Deletes a model: all versions, also those that are set aside, aliases, and what people have given them. One step makes it, the replacing of the aliases by a file that says up to which number there is
    /// nothing any more; what lies there is removed after it, or by the next start. Its numbers are not given again.
    /// </summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="isExpected">Whether the model is what the caller takes it to be.</param>
    /// <param name="cancellationToken">Ends the waiting for its turn; nothing has changed then.</param>
    public Task<StoreChange> DeleteModelAsync(string model, Predicate<StoredModel> isExpected, CancellationToken cancellationToken) => ChangeAsync(model, stored =>
    {
        if (!isExpected(stored)) return new StoreChange(StoreOutcome.ChangedMeanwhile);
        var deleted = stored.Deleted();
        Commit(deleted);
        _logger.LogInformation("Deleted the model {Model} with {Versions} versions", model, stored.Count);
        return new StoreChange(StoreOutcome.Done) { IsAllRemoved = IsAllRemoved(deleted) };
    }, cancellationToken, isThere: stored => stored.Count > 0 || stored.SetAside.Keys.Any(name => VersionNumber.TryParse(name, out _)));

    /// <summary>
    /// Takes a customer out of all versions of a model: those that tell of it are written anew without it, and one step has all of them count, the replacing of the aliases. What they were before is removed
    /// after it, or by the next start or erasure. The models, their numbers and what people have given them stay. O(size of the customers of all versions), without the lock of the store.
    /// </summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="id">The id as the table has it; the number of the row where it has none. Compared letter by letter.</param>
    /// <param name="begin">Called with the versions that tell of the customer, before any is replaced.</param>
    /// <param name="cancellationToken">Ends it as long as the versions have not been written anew; nothing has changed then.</param>
    /// <exception cref="StorageUnavailableException">The folder is read-only, another process does not give its lock back, or a version turned out to be unreadable; no version has changed.</exception>
    /// <exception cref="OutcomeUnknownException">The disk failed in the step that makes the change.</exception>
    /// <exception cref="IOException">The disk is full or fails; no version has changed.</exception>
    public async Task<StoreErasure> EraseCustomerAsync(string model, string id, Func<IReadOnlyList<StoredVersion>, Task> begin, CancellationToken cancellationToken)
    {
        if (!ModelName.IsValid(model)) return new StoreErasure(StoreOutcome.UnknownModel);
        if (await _line.RunAsync(() => ReadWhole(model), cancellationToken) is not { Count: > 0 } seen) return new StoreErasure(StoreOutcome.UnknownModel);
        if (await _line.RunAsync(() => IsBeingWritten([]), cancellationToken)) return new StoreErasure(StoreOutcome.ChangedMeanwhile);
        var rewritten = new List<RewrittenVersion>();
        var isHandedOver = false;
        try
        {
            foreach (var version in seen.Versions)
                if (await RewriteAsync(version, id, cancellationToken) is { } without) rewritten.Add(without);
            await begin([.. rewritten.Select(version => version.Before)]);
            isHandedOver = true;
            return await _line.RunAsync(() => Replace(seen, rewritten), cancellationToken, Discard);
        }
        finally
        {
            if (!isHandedOver) Discard();
        }

        void Discard() => rewritten.ForEach(version => version.Folder.Dispose());
    }

    /// <summary>Opens a part of a version, verified before its last byte is given out. Remains readable when the version is deleted. A version whose part is damaged is set aside.</summary>
    /// <param name="version">The version.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>Null when the version has been deleted, by this process or another, has been set aside, or has no such part.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public Task<StoredPart?> OpenPartAsync(StoredVersion version, VersionPart part, CancellationToken cancellationToken) => ReadAsync(
        version, () => version.Files.FirstOrDefault(file => file.Name == part.Name) is { } file ? Open(version, file) : null, cancellationToken);

    /// <summary>Opens a part of a version to be read in any order: all of it has been compared with the checksum of the manifest. O(size of the part).</summary>
    /// <param name="version">The version.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>At the beginning. Null when the version has been deleted, by this process or another, has been set aside, or has no such part.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public Task<FileStream?> OpenCheckedPartAsync(StoredVersion version, VersionPart part, CancellationToken cancellationToken) => ReadAsync(
        version,
        () =>
        {
            if (version.Files.FirstOrDefault(file => file.Name == part.Name) is not { } file) return null;
            var content = StoredFile.Open(Place(version), file.Name);
            try
            {
                VersionFolder.Check(content, file, isContentRead: true);
                content.Position = 0;
                return content;
            }
            catch
            {
                content.Dispose();
                throw;
            }
        },
        cancellationToken);

    /// <summary>Opens all files of a version, to be given away as one, in the same way.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>Null when the version has been deleted, by this process or another, or has been set aside.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public Task<VersionArchive?> OpenArchiveAsync(StoredVersion version, CancellationToken cancellationToken) => ReadAsync(
        version, () => VersionArchive.Open(version, Place(version), VersionParts.Known, file => Open(version, file)), cancellationToken);

    /// <summary>Reads a part of a version whole.</summary>
    /// <param name="version">The version.</param>
    /// <param name="part">The part.</param>
    /// <param name="read">Reads it, from a stream whose content is that of the manifest.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>Null when the version has been deleted, by this process or another, has been set aside, or has no such part.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public Task<T?> ReadPartAsync<T>(StoredVersion version, VersionPart part, Func<Stream, T> read, CancellationToken cancellationToken)
        where T : class => ReadAsync(
            version,
            () =>
            {
                if (version.Files.FirstOrDefault(file => file.Name == part.Name) is not { } file) return null;
                using var content = StoredFile.Open(Place(version), file.Name);
                VersionFolder.Check(content, file, isContentRead: true);
                return read(content);
            },
            cancellationToken);

    /// <summary>Waits for a change under way. Nothing can be changed after.</summary>
    public void Dispose()
    {
        _line.Dispose();
        _threads.Dispose();
    }

    private StoredPart Open(StoredVersion version, FileRecord file) => StoredPart.Open(Place(version), file, _threads, damage => SetVersionAside(version, damage));

    /// <summary>Reads on the threads of the disk. A version that turns out to be damaged is set aside, if it is still there.</summary>
    private Task<T?> ReadAsync<T>(StoredVersion version, Func<T?> read, CancellationToken cancellationToken)
        where T : class => _threads.ReadAsync(
            () =>
            {
                if (!Directory.Exists(Place(version))) return GoneOrReplaced();
                try
                {
                    return read();
                }
                catch (CorruptModelException e)
                {
                    if (!Directory.Exists(Place(version))) return GoneOrReplaced();
                    SetVersionAside(version, e);
                    return null;
                }

                // Another process has written it anew a moment ago, and this one has not seen that yet.
                T? GoneOrReplaced() => VersionPlace.Of(ModelFolder(version.ModelName), version.Version).Length == 0
                    ? null
                    : throw new StorageUnavailableException($"Version {VersionNumber.ToText(version.Version)} of '{version.ModelName}' has just been written anew; it can be read again as soon as that has been seen.", cause: null);
            },
            cancellationToken);

    private bool IsPinned(StoredVersion version) =>
        !_content.Models.TryGetValue(version.ModelName, out var model) || model.AllAliases.ContainsValue(version.Version);

    private void SetVersionAside(StoredVersion version, CorruptModelException damage)
    {
        var path = Place(version);
        if (!Directory.Exists(path)) return;
        var left = Storage.ModelFolder.Damaged(new DirectoryInfo(path), version.ModelName, damage);
        lock (_showing)
        {
            if (_content.Models.GetValueOrDefault(version.ModelName) is { } model && model.Served(version.Version) == version) Show(_content.With(model.WithSetAside(version.Version, left)));
        }
    }

    /// <summary>Removes what crashes have left half done, if that can be done at once: no start waits for another process.</summary>
    private void Sweep(bool isStart)
    {
        try
        {
            using var storeLock = FileLock.TryTake(Path.Combine(_root, LockFile));
            if (storeLock is not null) _content.Sweep(Folder, _logger);
            else if (isStart) _logger.LogInformation("Another process is changing the store {Folder}; what crashes have left half done is removed later", _root);
            _isSwept = storeLock is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (isStart) _logger.LogWarning("The store {Folder} cannot be changed now, only read: {Reason}", _root, e.Message);
        }
    }

    /// <summary>A model as the disk shows all of it, without what earlier changes have left.</summary>
    private StoredModel ReadWhole(string model)
    {
        if (!Directory.Exists(ModelFolder(model))) return StoredModel.Empty(model);
        var stored = Storage.ModelFolder.Read(ModelFolder(model), Reload(model), _loader);
        Show(stored);
        StoreContent.SweepModel(ModelFolder(model), stored, _logger);
        return stored;
    }

    /// <summary>Whether a version of any model is being written, by this process or another.</summary>
    /// <param name="own">The folders that are not meant.</param>
    private bool IsBeingWritten(IReadOnlyCollection<string> own) =>
        Directory.EnumerateDirectories(Folder).Any(path => AtomicDirectory.IsLeftover(path) && !own.Contains(path) && AtomicDirectory.IsBeingWritten(path));

    /// <summary>Writes a version anew without a customer, as far as that needs no lock.</summary>
    /// <returns>Null where it does not tell of the customer, or is not there any more.</returns>
    private async Task<RewrittenVersion?> RewriteAsync(StoredVersion version, string id, CancellationToken cancellationToken)
    {
        var erasure = new VersionErasure(id);
        if (await ReadAsync<object>(version, () => erasure.IsNeeded(Place(version), version.Content, cancellationToken), cancellationToken) is not { } isNeeded) return GoneOrUnreadable();
        if (isNeeded is false) return null;
        var folder = await BeginAsync(version.ModelName, cancellationToken);
        try
        {
            var content = await ReadAsync(version, () => erasure.Write(Place(version), folder.Path, version.Content, cancellationToken), cancellationToken);
            if (content is not null) return new RewrittenVersion(version, content, folder);
            folder.Dispose();
            return GoneOrUnreadable();
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        // What cannot be read is not left out: all versions are to be without the customer, or none.
        RewrittenVersion? GoneOrUnreadable() => VersionPlace.Of(ModelFolder(version.ModelName), version.Version).Length == 0
            ? null
            : throw new StorageUnavailableException($"Version {VersionNumber.ToText(version.Version)} of '{version.ModelName}' could not be read while a customer was to be taken out of all; none was changed.", cause: null);
    }

    /// <summary>Puts versions that have been written anew into the place of what they were, all of them in one step.</summary>
    private StoreErasure Replace(StoredModel seen, IReadOnlyList<RewrittenVersion> rewritten)
    {
        try
        {
            var before = ReadWhole(seen.Name);
            if (before.Versions.Any(version => seen.Served(version.Version)?.Place != version.Place) || IsBeingWritten([.. rewritten.Select(version => version.Folder.Path)])) return new StoreErasure(StoreOutcome.ChangedMeanwhile);
            var unread = before.SetAside.Keys.Where(name => VersionNumber.TryParse(name, out _)).ToArray();
            RewrittenVersion[] there = [.. rewritten.Where(version => before.Served(version.Before.Version) is not null)];
            if (there.Length == 0) return new StoreErasure(StoreOutcome.Done) { Unread = unread, IsAllRemoved = Storage.ModelFolder.Replaced(ModelFolder(seen.Name), before.Rewriting).Count == 0 };
            if (VersionPlace.In(ModelFolder(seen.Name)).FirstOrDefault(place => place.Rewriting > before.Rewriting) is { Version: > 0 } other)
                throw new StorageUnavailableException($"The folder {other} of '{seen.Name}', which is no version, cannot be removed, and would be one after a further rewriting; remove it.", cause: null);
            var after = before.WithRewriting(before.Rewriting + 1);
            foreach (var (old, content, folder) in there)
            {
                var place = new VersionPlace(old.Version, after.Rewriting);
                var path = Path.Combine(ModelFolder(seen.Name), place.ToString());
                Manifest.Of(seen.Name, old.Version, content).Save(folder.Path);
                folder.MoveTo(path);
                after = after.WithVersion(_loader.Known(path, seen.Name, place, content));
            }

            Commit([.. there.Select(version => version.Folder)], after);
            foreach (var version in there) AtomicDirectory.Discard(Place(version.Before));
            var left = Storage.ModelFolder.Replaced(ModelFolder(seen.Name), after.Rewriting);
            foreach (var place in left) _logger.LogWarning("The folder {Place} of {Model}, of which a customer was taken out, could not be removed; the next start removes it", place, seen.Name);
            _logger.LogInformation("Took a customer out of {Versions} versions of {Model}", there.Length, seen.Name);
            return new StoreErasure(StoreOutcome.Done) { Versions = [.. there.Select(version => version.Before.Version)], Unread = unread, IsAllRemoved = left.Count == 0 };
        }
        finally
        {
            foreach (var version in rewritten) version.Folder.Dispose();
        }
    }

    private Task<AtomicDirectory> BeginAsync(string model, CancellationToken cancellationToken) => ModelName.IsValid(model)
        ? _line.RunAsync(() => AtomicDirectory.Begin(Folder), cancellationToken)
        : throw new ArgumentException($"'{model}' is no name for a model; allowed is {ModelName.Pattern}.", nameof(model));

    /// <summary>Lets a version appear when its turn has come. From here on the directory is the change's, which may go on when nobody waits for it any more.</summary>
    private Task<StoredVersion> PublishAsync(
        AtomicDirectory directory, string model, Func<StoredModel, VersionContent> contentOf, bool? promote, CancellationToken cancellationToken) =>
        _line.RunAsync(() => Publish(directory, model, contentOf, promote), cancellationToken, directory.Dispose);

    /// <summary>
    /// Lets a version appear. One step makes it count, the replacing of the aliases by those that know its number: before it nothing has changed, whatever fails; after it nothing is undone.
    /// </summary>
    private StoredVersion Publish(AtomicDirectory directory, string model, Func<StoredModel, VersionContent> contentOf, bool? promote)
    {
        var path = ModelFolder(model);
        var isNew = !Directory.Exists(path);
        try
        {
            var before = Reload(model);
            var (number, content) = (Storage.ModelFolder.NextNumber(path, before.LastNumber), contentOf(before));
            var promotion = Promotion.Decide(promote, before, content.Trained.Model.FeatureSet, model, number);
            content = content.WithNotice(Promotion.NoticeCode, promotion.Notice);
            var version = _loader.Known(Path.Combine(path, VersionNumber.ToText(number)), model, new VersionPlace(number, 0), content);
            var after = before.WithLastNumber(version.Version).WithVersion(version);
            if (promotion.IsPromoted) after = after.WithAlias(StoredModel.ChampionAlias, version.Version);
            Manifest.Of(model, number, content).Save(directory.Path);
            AtomicDirectory.Create(path);
            directory.MoveTo(Place(version));
            Commit([directory], after);
            _logger.LogInformation(
                "Stored version {Version} of {Model}, {Fingerprint}, promoted: {Promoted}", version.Version, model, version.Fingerprint, promotion.IsPromoted);
            DeleteOldest(model, version.Version);
            return version;
        }
        finally
        {
            directory.Dispose();
            if (isNew) AtomicDirectory.TryRemoveEmpty(path);
        }
    }

    private void Commit(AtomicDirectory[] directories, StoredModel model)
    {
        try
        {
            Commit(model);
            foreach (var directory in directories) directory.Keep();
        }
        catch (OutcomeUnknownException)
        {
            // They count, or they do not, by what the file of the aliases says; where they do not, the next change removes them.
            foreach (var directory in directories) directory.Keep(isMarked: true);
            ShowDisk(model.Name);
            throw;
        }
    }

    /// <summary>Deletes versions as long as there are too many. The newest is safe by its number: it has just been acknowledged.</summary>
    private void DeleteOldest(string model, int newest)
    {
        try
        {
            foreach (var version in Retention.Surplus(_content.Models[model], _keepVersions, newest).ToArray()) Delete(_content.Models[model], version);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OutcomeUnknownException)
        {
            ShowDisk(model);
            _logger.LogWarning("The oldest versions of {Model} could not be deleted; that is tried again after the next training: {Reason}", model, e.Message);
        }
    }

    /// <summary>Removes what a deleted model has left. A failure undoes nothing: the model is gone.</summary>
    private bool IsAllRemoved(StoredModel deleted)
    {
        try
        {
            foreach (var _ in Storage.ModelFolder.RemoveDeleted(ModelFolder(deleted.Name), deleted))
            {
                // Each is removed as it is asked for.
            }

            if (!Storage.ModelFolder.HasDeleted(ModelFolder(deleted.Name), deleted)) return true;
            _logger.LogWarning("Not all files of the deleted model {Model} could be removed; the next start removes them", deleted.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("Not all files of the deleted model {Model} could be removed; the next start removes them: {Reason}", deleted.Name, e.Message);
        }

        return false;
    }

    private void Delete(StoredModel stored, StoredVersion version)
    {
        RemoveReplaced(version);
        if (Directory.Exists(Place(version))) AtomicDirectory.Delete(Place(version)); // else another process has deleted it
        var without = stored.WithoutVersion(version.Version);
        Show(without);
        if (without.Annotations != stored.Annotations) _ = TrySaveAnnotations(without); // less than before, so it fits
        _logger.LogInformation("Deleted version {Version} of {Model}", version.Version, stored.Name);
    }

    /// <summary>Removes what a version was before it was written anew, where that is still there: without the version it would be it again.</summary>
    private void RemoveReplaced(StoredVersion version)
    {
        if (version.Place.Rewriting == 0) return;
        foreach (var place in VersionPlace.Of(ModelFolder(version.ModelName), version.Version).Where(place => place.Rewriting < version.Place.Rewriting))
            if (!AtomicDirectory.Discard(Path.Combine(ModelFolder(version.ModelName), place.ToString()))) throw new IOException($"The folder {place} of '{version.ModelName}', which has been written anew, cannot be removed.");
    }

    private Task<StoreChange> ChangeAsync(string model, Func<StoredModel, StoreChange> change, CancellationToken cancellationToken, Predicate<StoredModel>? isThere = null)
    {
        return ModelName.IsValid(model) ? _line.RunAsync(Run, cancellationToken) : Task.FromResult(new StoreChange(StoreOutcome.UnknownModel));

        StoreChange Run()
        {
            try
            {
                return Reload(model) is var stored && (isThere?.Invoke(stored) ?? stored.Count > 0) ? change(stored) : new StoreChange(StoreOutcome.UnknownModel);
            }
            catch (OutcomeUnknownException)
            {
                ShowDisk(model);
                throw;
            }
        }
    }

    /// <summary>Serves what the disk shows, after a change of which nobody knows whether it was made.</summary>
    private void ShowDisk(string model)
    {
        _stamps.Forget(ModelFolder(model));
        try
        {
            Show(Storage.ModelFolder.Read(ModelFolder(model), _content.Models.GetValueOrDefault(model) ?? StoredModel.Empty(model), _loader));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("The model {Model} cannot be read after a change of unknown outcome; that is tried again: {Reason}", model, e.Message);
        }
    }

    /// <summary>The model as it is on disk now, with a file of aliases that can be relied on.</summary>
    private StoredModel Reload(string model)
    {
        var stored = _content.Models.GetValueOrDefault(model) ?? StoredModel.Empty(model);
        var path = ModelFolder(model);
        if (!Directory.Exists(path)) return stored.Gone();
        if (_content.Models.ContainsKey(model) && Storage.ModelFolder.ReadOwnFiles(path, stored) is { } current)
        {
            // The rest others may have changed as well; of that a change looks at the versions that it is about.
            current = current.AllAliases.Values.Distinct().Aggregate(current, Look);
            Show(current);
            return current;
        }

        stored = Storage.ModelFolder.Read(path, stored, _loader);
        Show(stored);
        if (!stored.HasDamagedAliases && !stored.HasDamagedAnnotations) return stored;

        if (stored.HasDamagedAnnotations)
        {
            Storage.ModelFolder.KeepDamaged(path, AnnotationFile.FileName);
            _ = TrySaveAnnotations(stored); // no more than was read before, so it fits
        }

        if (stored.HasDamagedAliases)
        {
            Storage.ModelFolder.KeepDamaged(path, AliasFile.FileName);
            SaveAliases(stored);
        }

        stored = Storage.ModelFolder.Read(path, stored, _loader);
        Show(stored);
        StoreContent.SweepModel(path, stored, _logger);
        return stored;
    }

    /// <summary>The same model with what the disk now shows of one version.</summary>
    private StoredModel Look(StoredModel model, int version)
    {
        var place = model.Served(version)?.Place ?? Storage.ModelFolder.PlaceOf(ModelFolder(model.Name), version, model.Rewriting);
        var path = Path.Combine(ModelFolder(model.Name), place.ToString());
        var isThere = Directory.Exists(path);
        if (model.Served(version) is not null) return isThere ? model : model.WithoutVersion(version);
        if (!isThere || version > model.LastNumber || model.SetAside.ContainsKey(VersionNumber.ToText(version))) return model;
        try
        {
            return model.WithVersion(_loader.Find(path, model.Name, place, isWanted: true));
        }
        catch (CorruptModelException e)
        {
            return model.WithSetAside(version, Storage.ModelFolder.Damaged(new DirectoryInfo(path), model.Name, e));
        }
    }

    /// <summary>Writes what is not part of a version, and then shows it.</summary>
    private void Commit(StoredModel model)
    {
        SaveAliases(model);
        Show(model);
    }

    /// <summary>Writes what versions are given; of those that are no more, nothing.</summary>
    private bool TrySaveAnnotations(StoredModel model)
    {
        var there = model.Annotations.Where(version => model.Served(version.Key) is { } served ? Path.Exists(Place(served)) : VersionPlace.Of(ModelFolder(model.Name), version.Key).Length > 0);
        return AnnotationFile.TrySave(ModelFolder(model.Name), there.ToDictionary());
    }

    /// <summary>What a new version takes over of what the one was given that its segments come from.</summary>
    private static VersionAnnotations PassedOn(StoredModel model, TrainedModel trained)
    {
        try
        {
            return trained.Report.Lineage is { } lineage && model.Served(lineage.Parent) is { } parent ? parent.Annotations.PassedOnTo(trained, parent.Report.Labels) : VersionAnnotations.None;
        }
        catch (CorruptModelException)
        {
            return VersionAnnotations.None; // damaged since it was the parent
        }
    }

    private void SaveAliases(StoredModel model) => AliasFile.Save(ModelFolder(model.Name), model.LastNumber, model.AllAliases, model.DeletedUpTo, model.Rewriting);

    private void Show(StoredModel model)
    {
        lock (_showing) Show(_content.With(model));
    }

    /// <summary>Serves another state from now on, and tells of what is newly wrong in it.</summary>
    private void Show(StoreContent content)
    {
        var before = _content;
        foreach (var model in content.Models.Values)
            if (before.Models.GetValueOrDefault(model.Name) is var old && old != model) model.Annotate(old);
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

    private string Place(StoredVersion version) => Path.Combine(ModelFolder(version.ModelName), version.Place.ToString());
}
