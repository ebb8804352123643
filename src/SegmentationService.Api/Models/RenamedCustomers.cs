using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The stored customers of a version by the names that people have given its segments: the file has those that the training made.</summary>
internal sealed class RenamedCustomers
{
    private static readonly string NameColumn = CustomersPart.Columns[AssignmentColumns.Name];
    private static readonly string SegmentColumn = CustomersPart.Columns[AssignmentColumns.Segment];

    private readonly Dictionary<int, byte[]> _names = [];

    private RenamedCustomers(StoredVersion version)
    {
        var (segments, names) = (version.Model.Segments, version.SegmentNames);
        for (var c = 0; c < segments.Count; c++) _names[segments[c].Id] = Encoding.UTF8.GetBytes(names[c]);
    }

    /// <summary>The names of a version; null where all are those that the training made.</summary>
    /// <param name="version">The version.</param>
    public static RenamedCustomers? Of(StoredVersion version) =>
        version.Model.Segments.Select(segment => segment.Name).SequenceEqual(version.SegmentNames) ? null : new RenamedCustomers(version);

    /// <summary>The columns with one more behind them, for the name that the training made.</summary>
    /// <param name="columns">The columns.</param>
    public static IReadOnlyList<AnswerColumn> Columns(IReadOnlyList<AnswerColumn> columns)
    {
        var made = AssignmentColumns.MadeName;
        for (var number = 2; columns.Any(column => column.Name == made.Name); number++) made = made with { Name = string.Create(CultureInfo.InvariantCulture, $"{AssignmentColumns.MadeName.Name}_{number}") };
        return [.. columns, made];
    }

    /// <summary>Gives a row these names, and in one cell more the name that the training made; what it gives is there until the next row.</summary>
    /// <param name="columns">What the cells of the rows are, which have the stored names.</param>
    public Func<AnswerRow, AnswerRow> Renaming(IReadOnlyList<AnswerColumn> columns)
    {
        var (segmentCell, nameCell) = (Place(columns, SegmentColumn), Place(columns, NameColumn));
        var renamed = new AnswerRow();
        return row =>
        {
            renamed.Clear();
            for (var i = 0; i < row.Count; i++) renamed.Add(i == nameCell && Utf8Parser.TryParse(row[segmentCell], out int id, out _) && _names.TryGetValue(id, out var name) ? name : row[i]);
            renamed.Add(row[nameCell]);
            return renamed;
        };
    }

    private static int Place(IReadOnlyList<AnswerColumn> columns, string name) => columns.Index().First(column => column.Item.Name == name).Index;
}
