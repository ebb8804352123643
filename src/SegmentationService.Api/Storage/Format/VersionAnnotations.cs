using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>What people have given a version and its segments: names that serve in place of the made ones, notes, colours, and words for columns. Immutable; no part of the model, nor of its fingerprint.</summary>
internal sealed class VersionAnnotations
{
    private static readonly ImmutableSortedDictionary<string, string> NoLabels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private string? _revision;

    private VersionAnnotations(string? note, ImmutableSortedDictionary<string, string> labels, ImmutableSortedDictionary<int, SegmentAnnotation> segments) =>
        (Note, Labels, Segments) = (note, labels, segments);

    /// <summary>Nothing.</summary>
    public static VersionAnnotations None { get; } = new(null, NoLabels, ImmutableSortedDictionary<int, SegmentAnnotation>.Empty);

    /// <summary>What is to be known of the version; null where nothing was given.</summary>
    public string? Note { get; }

    /// <summary>Words for columns, by the names of the columns.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; }

    /// <summary>What was given segments, by their ids; of a segment without any there is nothing.</summary>
    public ImmutableSortedDictionary<int, SegmentAnnotation> Segments { get; }

    /// <summary>Whether there is nothing.</summary>
    public bool IsNone => Note is null && Labels.IsEmpty && Segments.IsEmpty;

    /// <summary>Whether a segment has been given a name.</summary>
    public bool HasNames => Segments.Values.Any(segment => segment.Name is not null);

    /// <summary>The names that segments have been given, by their ids.</summary>
    public IReadOnlyDictionary<int, string> GivenNames => Segments.Where(segment => segment.Value.Name is not null).ToDictionary(segment => segment.Key, segment => segment.Value.Name!);

    /// <summary>Another text for other content, the same for the same; empty for nothing.</summary>
    public string Revision => _revision ??= IsNone ? "" : Convert.ToHexStringLower(SHA256.HashData(Serialize()))[..16];

    /// <summary>The bytes that it takes in a file.</summary>
    public int Bytes => Serialize().Length;

    /// <summary>Out of a file that was checked.</summary>
    public static VersionAnnotations Of(AnnotationsRecord? record) => record is null
        ? None
        : new(record.Note, record.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal), record.Segments.ToImmutableSortedDictionary());

    /// <summary>What files hold.</summary>
    public AnnotationsRecord ToRecord() => new(Note, new(Labels, StringComparer.Ordinal), new(Segments));

    /// <summary>What was given a segment.</summary>
    /// <param name="id">The id of the segment.</param>
    public SegmentAnnotation Of(int id) => Segments.GetValueOrDefault(id, SegmentAnnotation.None);

    public VersionAnnotations WithNote(string? note) => new(note, Labels, Segments);

    /// <summary>The same with another word for a column.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="label">The word; null for none.</param>
    public VersionAnnotations WithLabel(string column, string? label) => new(Note, label is null ? Labels.Remove(column) : Labels.SetItem(column, label), Segments);

    /// <summary>The same with a segment that was given something else.</summary>
    /// <param name="id">The id of the segment.</param>
    /// <param name="segment">What it was given.</param>
    public VersionAnnotations With(int id, SegmentAnnotation segment) =>
        new(Note, Labels, segment == SegmentAnnotation.None ? Segments.Remove(id) : Segments.SetItem(id, segment));

    /// <summary>What a new version takes over from the one that its segments come from: all that was given segments whose ids it has, those that lost or took in a part among them, and the labels of columns that it has, unless its training gave them others. The note is of the older one.</summary>
    /// <param name="trained">The new version.</param>
    /// <param name="before">The labels that the training of the older one knew.</param>
    public VersionAnnotations PassedOnTo(TrainedModel trained, ColumnLabels before)
    {
        if (IsNone || trained.Report.Lineage is null) return None;
        var kept = trained.Model.Segments.Select(segment => segment.Id).ToHashSet();
        var labels = trained.Report.Labels.Given;
        var columns = trained.Report.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return new(null, Labels.RemoveRange(Labels.Keys.Where(column => !columns.Contains(column) || labels.GetValueOrDefault(column) != before.Given.GetValueOrDefault(column))), Segments.RemoveRange(Segments.Keys.Where(id => !kept.Contains(id))));
    }

    /// <summary>What the segments of a model are called: by the names they were given, else by those that the training made. Each name is there once; a made one that somebody has given to another segment is told apart by its id.</summary>
    /// <param name="segments">The segments.</param>
    public string[] NamesOf(IReadOnlyList<Segment> segments)
    {
        if (!HasNames) return [.. segments.Select(segment => segment.Name)];
        var given = segments.Select(segment => Of(segment.Id).Name).OfType<string>().Select(name => name.Normalize()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. segments.Select(segment => Of(segment.Id).Name ?? (given.Contains(segment.Name.Normalize()) ? string.Create(CultureInfo.InvariantCulture, $"{segment.Name} ({segment.Id})") : segment.Name))];
    }

    private byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(ToRecord(), StorageJson.Strict.AnnotationsRecord);
}
