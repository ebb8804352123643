using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// One version of a model, as it was trained. Immutable; but what it holds is in memory only once it was asked for, and as long as that is worth its room (<see cref="LoadedVersions"/>). What
/// lists tell of it stays, and is small.
/// </summary>
internal sealed class StoredVersion
{
    private readonly Func<VersionContent>? _load;
    private volatile VersionContent? _content;
    private volatile VersionDigest? _digest;
    private volatile VersionAnnotations? _annotatedSince;
    private volatile ServedNames? _names;
    private long _lastUsed;

    /// <param name="modelName">The model it is a version of.</param>
    /// <param name="version">Its number, from 1.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="load">Reads that again; null when it always stays in memory.</param>
    public StoredVersion(string modelName, int version, VersionContent content, Func<VersionContent>? load = null)
        : this(modelName, version, load!) => Take(content);

    /// <summary>A version of which nothing has been read yet.</summary>
    /// <param name="modelName">The model it is a version of.</param>
    /// <param name="version">Its number, from 1.</param>
    /// <param name="load">Reads what it holds.</param>
    public StoredVersion(string modelName, int version, Func<VersionContent> load) => (ModelName, Version, Place, _load) = (modelName, version, new VersionPlace(version, 0), load);

    /// <summary>The model it is a version of.</summary>
    public string ModelName { get; }

    /// <summary>Its number, from 1.</summary>
    public int Version { get; }

    /// <summary>Which of its folders it is; another after it has been written anew.</summary>
    public VersionPlace Place { get; init; }

    /// <summary>Whether what it holds is in memory.</summary>
    public bool IsLoaded => _content is not null;

    /// <summary>Whether <see cref="Digest"/> is in memory.</summary>
    public bool HasDigest => _digest is not null;

    /// <summary>What it holds. Read from the disk where it is not in memory: whoever must not wait for that has it loaded before.</summary>
    /// <exception cref="Core.CorruptModelException">It is not whole any more.</exception>
    public VersionContent Content => _content ?? Take(_load!());

    /// <summary>When it was stored: UTC, whole seconds.</summary>
    public DateTime CreatedAt => Digest.CreatedAt;

    /// <summary>The model.</summary>
    public SegmentationModel Model => Content.Trained.Model;

    /// <summary>What training learned about it.</summary>
    public TrainingReport Report => Content.Trained.Report;

    /// <summary>The fingerprint of <see cref="Model"/>.</summary>
    public string Fingerprint => Digest.Fingerprint;

    /// <summary>The job that trained it; null when none did.</summary>
    public Guid? Job => Digest.Job;

    /// <summary>What it was trained on; null for versions from before that was kept.</summary>
    public VersionSource? Source => Content.Source;

    /// <summary>The files of the version beside its manifest, and their checksums.</summary>
    public IReadOnlyList<FileRecord> Files => Content.Files;

    /// <summary>How long the training took.</summary>
    public Timings Timings => Content.Timings;

    /// <summary>What lists tell of it.</summary>
    /// <exception cref="Core.CorruptModelException">It was never read, and is not whole.</exception>
    public VersionDigest Digest => _digest ?? VersionDigest.Of(Content);

    /// <summary>What people have given it and its segments.</summary>
    public VersionAnnotations Annotations => _annotatedSince ?? Content.Annotations;

    /// <summary>Whether they have since it was stored.</summary>
    public bool IsAnnotatedSince => _annotatedSince is not null;

    /// <summary>What people call its columns: by the labels that they were given since it was trained, else by those given at the training, else by words made of their names. O(labels).</summary>
    public ColumnLabels Labels
    {
        get
        {
            var (trained, since) = (Report.Labels, Annotations.Labels);
            if (since.IsEmpty) return trained;
            var labels = new OrderedDictionary<string, string>(trained.Given, StringComparer.Ordinal);
            foreach (var (column, label) in since) labels[column] = label;
            return new ColumnLabels(labels);
        }
    }

    /// <summary>What its segments are called, in their order: by the names they were given, else by those that the training made. O(k) after a change.</summary>
    public IReadOnlyList<string> SegmentNames
    {
        get
        {
            var annotations = Annotations;
            if (_names is { } known && known.Given == annotations) return known.Names;
            var names = annotations.NamesOf(Model.Segments);
            _names = new ServedNames(annotations, names);
            return names;
        }
    }

    /// <summary>When it was last asked for, in milliseconds of no particular beginning.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Notes that it is asked for.</summary>
    public void Touch()
    {
        // Written only where it changes: all requests for a version share it.
        if (Environment.TickCount64 is var now && LastUsed != now) Volatile.Write(ref _lastUsed, now);
    }

    /// <summary>Takes over what people have given it since it was stored. The one thing about a version that changes: every request that begins from now on sees it.</summary>
    /// <param name="annotations">All of it; null for what it was stored with.</param>
    public void Annotate(VersionAnnotations? annotations) => _annotatedSince = annotations;

    /// <summary>Gives the memory back, where what it holds can be read again.</summary>
    public void Unload()
    {
        if (_load is not null) _content = null;
    }

    private VersionContent Take(VersionContent content)
    {
        _digest ??= VersionDigest.Of(content);
        _content = content;
        Touch();
        return content;
    }

    private sealed record ServedNames(VersionAnnotations Given, string[] Names);
}
