using System.Collections.Immutable;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage;

/// <summary>
/// The models on disk, and in memory ready to serve. Reading takes no lock: it sees one immutable state, and a version that a
/// request has in hand stays usable whatever happens to the store. Changes are made one after the other, each on disk first.
/// </summary>
/// <remarks>FORMAT.md beside this file describes the folder.</remarks>
public sealed class ModelStore : IDisposable
{
    private const string ModelsFolder = "models";
    private const string ProbeFile = "probe" + AtomicDirectory.HalfMade;

    private readonly string _folder;
    private readonly StoreLock _storeLock;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelStore> _logger;
    private readonly Lock _changing = new();
    private readonly Lock _probing = new();
    private volatile ImmutableSortedDictionary<string, StoredModel> _models;
    private bool _disposed;

    private ModelStore(string folder, StoreLock storeLock, StoreContent content, TimeProvider time, ILogger<ModelStore> logger)
    {
        _folder = folder;
        _storeLock = storeLock;
        _models = content.Models;
        SetAside = content.SetAside;
        _time = time;
        _logger = logger;
    }

    /// <summary>The models that have a version, in the order of their names.</summary>
    public IReadOnlyCollection<StoredModel> Models => [.. _models.Values.Where(model => model.Versions.Count > 0)];

    /// <summary>What was found at the start and is not served.</summary>
    public IReadOnlyList<SetAside> SetAside { get; }

    /// <summary>Opens a store: makes the folder, takes its lock, removes what a crash left half done, and loads what is whole.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">Dates the versions and measures how long saving takes.</param>
    /// <param name="logger">Told of everything set aside.</param>
    /// <exception cref="StorageUnavailableException">The folder cannot be used, or another process uses it.</exception>
    public static ModelStore Open(StorageOptions options, TimeProvider time, ILogger<ModelStore> logger)
    {
        var root = Path.GetFullPath(options.Path);
        var folder = Path.Combine(root, ModelsFolder);
        StoreLock? storeLock = null;
        try
        {
            AtomicDirectory.Create(root);
            storeLock = StoreLock.Take(root);
            AtomicDirectory.Create(folder);
            var content = StoreContent.Load(folder, logger);
            var versions = content.Models.Values.Sum(model => model.Versions.Count);
            logger.LogInformation("Opened the store {Folder}: {Versions} versions, {SetAside} set aside", root, versions, content.SetAside.Count);
            return new ModelStore(folder, storeLock, content, time, logger);
        }
        catch (Exception e)
        {
            storeLock?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new StorageUnavailableException($"The folder '{root}' cannot be used for the store (Storage:Path): {e.Message}", e);
            throw;
        }
    }

    /// <summary>Finds a model.</summary>
    /// <param name="name">Any text.</param>
    /// <returns>Null when there is no such model, or it has no version.</returns>
    public StoredModel? Find(string name) => _models.GetValueOrDefault(name) is { Versions.Count: > 0 } model ? model : null;

    /// <summary>Stores a new version. When it returns, the version survives a crash; when it throws, nothing has changed.</summary>
    /// <param name="model">A valid <see cref="ModelName"/>.</param>
    /// <param name="trained">What was trained.</param>
    /// <param name="timings">How long that took; the time of saving is filled in.</param>
    /// <param name="writeCustomers">Writes the training customers as CSV with the columns id, segment, name, confidence, distance, outlier.</param>
    /// <param name="promote">Whether the alias champion moves to the new version.</param>
    /// <param name="job">The job that trained it, which finds it again by <see cref="FindOfJob"/>.</param>
    /// <returns>The version as it serves from now on.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="CorruptModelException">The model breaks a rule of its format.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public StoredVersion Publish(string model, SegmentationModel trained, Timings timings, Action<Stream> writeCustomers, bool promote, Guid? job = null)
    {
        if (!ModelName.IsValid(model)) throw new ArgumentException($"'{model}' is no name for a model; allowed is {ModelName.Pattern}.", nameof(model));

        // The large files are written before the lock is taken, so that going back to an older version never waits for them.
        var started = _time.GetTimestamp();
        using var directory = AtomicDirectory.Begin(_folder);
        var (read, files) = VersionFolder.WriteData(directory.Path, trained, writeCustomers);
        directory.Flush();
        timings = (timings with { SaveMs = _time.GetElapsedTime(started).TotalMilliseconds }).Rounded();

        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var before = _models.GetValueOrDefault(model) ?? StoredModel.Empty(model);
            var version = new StoredVersion(model, checked(before.LastNumber + 1), Now(), read, timings) { Job = job };
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
            return version;
        }
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
        if (stored.Versions.All(other => other.Version != version)) return new StoreChange(StoreOutcome.UnknownVersion);
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
        var found = stored.Versions.FirstOrDefault(other => other.Version == version);
        if (found is null) return new StoreChange(StoreOutcome.UnknownVersion);
        string[] pinning = [.. stored.AllAliases.Where(alias => alias.Value == version).Select(alias => alias.Key)];
        if (pinning.Length > 0) return new StoreChange(StoreOutcome.PinnedByAlias) { Aliases = pinning };
        AtomicDirectory.Delete(Place(found));
        Show(stored.WithoutVersion(version));
        _logger.LogInformation("Deleted version {Version} of {Model}", version, model);
        return new StoreChange(StoreOutcome.Done);
    });

    /// <summary>Opens the training customers of a version: CSV, compressed with gzip. Remains readable when the version is deleted.</summary>
    /// <param name="version">The version.</param>
    /// <exception cref="CorruptModelException">The file is not there any more.</exception>
    public Stream OpenCustomers(StoredVersion version) => VersionFolder.OpenCustomers(Place(version));

    /// <summary>Whether the store can be written: a small file is written and removed.</summary>
    /// <param name="reason">Why not; empty when it can.</param>
    public bool IsWritable(out string reason)
    {
        lock (_probing)
        {
            var probe = Path.Combine(_folder, ProbeFile);
            try
            {
                File.WriteAllBytes(probe, [0]);
                reason = "";
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reason = e.Message;
                return false;
            }
            finally
            {
                AtomicDirectory.TryRemove(probe);
            }
        }
    }

    /// <summary>Releases the folder for another process. Nothing can be changed after.</summary>
    public void Dispose()
    {
        lock (_changing)
        {
            _disposed = true;
            _storeLock.Dispose();
        }
    }

    private StoreChange Change(string model, Func<StoredModel, StoreChange> change)
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Find(model) is { } stored ? change(stored) : new StoreChange(StoreOutcome.UnknownModel);
        }
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
        AliasFile.Save(ModelFolder(model.Name), model);
        return model;
    }

    private void Show(StoredModel model) => _models = _models.SetItem(model.Name, model);

    private DateTime Now()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
    }

    private string ModelFolder(string model) => Path.Combine(_folder, model);

    private string Place(StoredVersion version) => Path.Combine(ModelFolder(version.ModelName), VersionNumber.ToText(version.Version));
}
