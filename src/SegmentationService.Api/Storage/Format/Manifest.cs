using System.Globalization;
using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The file <c>manifest.json</c> of a version: what it is, and what whole means for its other files.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Model">The model it is a version of.</param>
/// <param name="Version">Its number.</param>
/// <param name="CreatedAt">UTC, as <c>2026-01-31T10:15:00Z</c>.</param>
/// <param name="Timings">How long the training took, in milliseconds.</param>
/// <param name="Fingerprint">Of the model in <c>model.json</c>.</param>
/// <param name="Files">The other files.</param>
/// <param name="Notices">What the training told; here and not in <c>model.json</c>, because they name places of the table as it came.</param>
/// <param name="Columns">What each column of the table was taken for; null in format 1, which did not have it.</param>
/// <param name="Job">The job that trained it, from format 2 on; null when none did.</param>
/// <param name="Source">What it was trained on, from format 3 on; null in earlier ones, and for a version that was imported from one.</param>
/// <param name="Annotations">What the version and its segments had been given when it was stored, from format 3 on; null for nothing.</param>
/// <param name="Erased">How many of the customers have been taken out since it was trained, from format 4 on; null for none.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record Manifest(
    int FormatVersion,
    string Model,
    int Version,
    string CreatedAt,
    Timings Timings,
    string Fingerprint,
    FileRecord[] Files,
    Notice[] Notices,
    ColumnReport[]? Columns = null,
    Guid? Job = null,
    VersionSource? Source = null,
    AnnotationsRecord? Annotations = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Erased = null,
    string Checksum = SealedJson.Blank)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "manifest.json";

    private const int FormatWithAnnotations = 3;
    private const int FormatWithErasure = 4;
    private const int NewestFormat = FormatWithErasure;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The roles as they are stored.</summary>
    public static EnumNames<ColumnRole> Roles { get; } = new(
        (ColumnRole.Id, "id"),
        (ColumnRole.Feature, "feature"),
        (ColumnRole.Encoded, "encoded"),
        (ColumnRole.Input, "input"),
        (ColumnRole.Text, "text"),
        (ColumnRole.Identifier, "identifier"),
        (ColumnRole.Place, "place"),
        (ColumnRole.Moment, "moment"),
        (ColumnRole.Flag, "flag"),
        (ColumnRole.Code, "code"),
        (ColumnRole.Outcome, "outcome"),
        (ColumnRole.SameAs, "sameAs"),
        (ColumnRole.Constant, "constant"),
        (ColumnRole.RowNumber, "rowNumber"),
        (ColumnRole.MostlyMissing, "mostlyMissing"),
        (ColumnRole.Empty, "empty"),
        (ColumnRole.Excluded, "excluded"),
        (ColumnRole.NotNamed, "notNamed"));

    /// <summary><see cref="CreatedAt"/> as a time.</summary>
    [JsonIgnore]
    public DateTime Created => DateTime.ParseExact(CreatedAt, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>The manifest of a version.</summary>
    /// <param name="model">The model that it is a version of.</param>
    /// <param name="version">Its number.</param>
    /// <param name="content">What it holds.</param>
    public static Manifest Of(string model, int version, VersionContent content) => new(
        content.Erased > 0 ? FormatWithErasure : FormatWithAnnotations,
        model,
        version,
        content.CreatedAt.ToString(TimeFormat, CultureInfo.InvariantCulture),
        content.Timings,
        content.Fingerprint,
        [.. content.Files],
        [.. content.Trained.Report.Notices],
        [.. content.Trained.Report.Columns],
        content.Job,
        content.Source,
        content.Annotations.IsNone ? null : content.Annotations.ToRecord(),
        content.Erased > 0 ? content.Erased : null);

    /// <summary>Reads and checks the manifest of a version.</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <param name="model">The model that the folder stands for.</param>
    /// <param name="version">The version that the folder stands for.</param>
    /// <exception cref="CorruptModelException">It is not there or cannot be used.</exception>
    public static Manifest Load(string folder, string model, int version) => LoadWithContent(folder, model, version).Manifest;

    /// <summary>The same, with the bytes of the file.</summary>
    public static (Manifest Manifest, byte[] Content) LoadWithContent(string folder, string model, int version)
    {
        var (manifest, content) = Read(folder);
        if (manifest.Model != model || manifest.Version != version)
            throw new CorruptModelException($"{FileName} is that of version {manifest.Version} of '{manifest.Model}'.");
        return (manifest, content);
    }

    /// <summary>Reads and checks the manifest of a version of any model.</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <exception cref="CorruptModelException">It is not there or cannot be used.</exception>
    public static Manifest Load(string folder) => Read(folder).Manifest;

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <exception cref="CorruptModelException">It could not be read again.</exception>
    public void Save(string folder)
    {
        Check();
        DiskFlush.Write(Path.Combine(folder, FileName), ToBytes());
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => SealedJson.Write(this, StorageJson.Strict.Manifest);

    private static (Manifest Manifest, byte[] Content) Read(string folder)
    {
        var content = StoredFile.ReadAll(folder, FileName);
        var manifest = SealedJson.Read(content, FileName, NewestFormat, StorageJson.Strict.Manifest);
        manifest.Check();
        return (manifest, content);
    }

    private void Check()
    {
        if (Annotations is { } annotations)
        {
            if (FormatVersion < FormatWithAnnotations) throw new CorruptModelException($"{FileName}: it has annotations, which format {FormatVersion} does not have.");
            AnnotationRules.Check(annotations, FileName);
        }

        if (Erased is { } erased && (FormatVersion < FormatWithErasure || erased < 1)) throw new CorruptModelException($"{FileName}: {erased} customers cannot have been taken out.");
        if (!DateTime.TryParseExact(CreatedAt, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            throw new CorruptModelException($"{FileName}: '{CreatedAt}' is no time of the form 2026-01-31T10:15:00Z.");
        if (Notices.Any(notice => notice is null || notice.Code.Length == 0))
            throw new CorruptModelException($"{FileName}: a notice has no code.");
        if (Columns is not null && !Array.TrueForAll(Columns, IsColumn))
            throw new CorruptModelException($"{FileName}: a column has no name or a negative count.");
        if (Source is { IsWhole: false })
            throw new CorruptModelException($"{FileName}: the source has an empty name, or a parameter without a value.");
        if (!new[] { Timings.ReadMs, Timings.PrepareMs, Timings.SearchMs, Timings.ProfileMs, Timings.SaveMs }.All(time => double.IsFinite(time) && time >= 0))
            throw new CorruptModelException($"{FileName}: a timing is not a number of at least 0.");
    }

    private static bool IsColumn(ColumnReport? column) =>
        column is { Name.Length: > 0, Present: >= 0, Missing: >= 0, Distinct: null or >= 0, Imputed: >= 0, Clipped: >= 0 };
}

/// <summary>One file of a version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits.</param>
internal sealed record FileRecord(string Name, long Bytes, string Sha256);
