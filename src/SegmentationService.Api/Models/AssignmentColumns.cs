using SegmentationService.Api.Answers;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The columns that every table of customers with their segments has.</summary>
internal static class AssignmentColumns
{
    private static readonly AnswerColumnKind[] Kinds =
        [AnswerColumnKind.Id, AnswerColumnKind.Whole, AnswerColumnKind.Text, AnswerColumnKind.Number, AnswerColumnKind.Number, AnswerColumnKind.YesNo];

    /// <summary>Where the segment stands among them.</summary>
    public const int Segment = 1;

    /// <summary>Where the name of the segment stands among them.</summary>
    public const int Name = 2;

    /// <summary>Those of <see cref="CustomersPart.Columns"/>, in this order.</summary>
    public static IReadOnlyList<AnswerColumn> All { get; } = [.. CustomersPart.Columns.Zip(Kinds, (name, kind) => new AnswerColumn(name, kind))];

    /// <summary>The last column of a table whose segments people have given names: those that the training made.</summary>
    public static AnswerColumn MadeName { get; } = new("made_name", AnswerColumnKind.Text);

    /// <summary>The columns of the stored customers of a version: behind those that all have, what was computed of a log of orders.</summary>
    /// <param name="names">Their names, as the file has them.</param>
    public static IReadOnlyList<AnswerColumn> OfStored(IReadOnlyList<string> names) => [.. All, .. names.Skip(All.Count).Select(name => new AnswerColumn(name, AnswerColumnKind.Number))];
}
