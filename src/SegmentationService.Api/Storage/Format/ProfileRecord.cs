using System.Text.Json.Serialization;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Storage.Format;

/// <summary>What every column of the training table says of all customers and of each segment; since format 8.</summary>
internal sealed record ProfileRecord(string[] Money, ProfiledColumnRecord[] Columns)
{
    /// <summary>The record of a profile.</summary>
    public static ProfileRecord Of(TableProfile profile) => new([.. profile.Money], [.. profile.Columns.Select(ProfiledColumnRecord.Of)]);

    /// <summary>The profile again.</summary>
    public TableProfile ToProfile() => new(Money, Array.ConvertAll(Columns, column => column.ToProfile()));
}

/// <summary>What a column says. <paramref name="Values"/> are those that are listed, left out of a column of other than values; <paramref name="IsDays"/> is left out unless it is so.</summary>
internal sealed record ProfiledColumnRecord(
    string Column,
    ProfileKind Kind,
    bool IsUsed,
    FiguresRecord All,
    FiguresRecord[] Segments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Values = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsDays = false)
{
    /// <summary>The record of a column.</summary>
    public static ProfiledColumnRecord Of(ColumnProfile column) => new(
        column.Column,
        column.Kind,
        column.IsUsed,
        FiguresRecord.Of(column.All),
        [.. column.Segments.Select(FiguresRecord.Of)],
        column.Kind == ProfileKind.Values ? [.. column.Values] : null,
        column.IsDays);

    /// <summary>The column again.</summary>
    public ColumnProfile ToProfile() => new()
    {
        Column = Column,
        Kind = Kind,
        IsUsed = IsUsed,
        IsDays = IsDays,
        Values = Values ?? [],
        All = All.ToFigures(),
        Segments = Array.ConvertAll(Segments, segment => segment.ToFigures()),
    };
}

/// <summary>What a column says of some customers: of the others than <paramref name="Missing"/> the one of its kind, left out where there is none.</summary>
internal sealed record FiguresRecord(
    int Missing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NumberFigures? Number = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Counts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateFigures? Dates = null)
{
    /// <summary>The record of figures.</summary>
    public static FiguresRecord Of(ColumnFigures figures) => new(figures.Missing, figures.Number, figures.Counts?.ToArray(), figures.Dates);

    /// <summary>The figures again.</summary>
    public ColumnFigures ToFigures() => new(Missing) { Number = Number, Counts = Counts, Dates = Dates };
}
