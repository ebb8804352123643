using System.Globalization;
using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Models;

namespace SegmentationService.Api.Prediction;

/// <summary>A header line, and then a line for each customer; several notices stand in one cell, sentence after sentence. Where segments were given names, those that the training made stand last.</summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="isMarked">Whether text that a spreadsheet would compute is marked as text: it is not where rows of another form are made of the lines.</param>
internal sealed class CsvAnswerWriter(PreparedAnswers prepared, bool isMarked = true) : IAnswerWriter
{
    private readonly byte[] _header = Encoding.UTF8.GetBytes(string.Join(',', ColumnsOf(prepared).Select(column => column.Name)) + "\n");
    private readonly byte[] _version = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",{prepared.Version.Stored.Version},"));

    /// <summary>The columns.</summary>
    /// <param name="prepared">The answers of the version.</param>
    public static IReadOnlyList<AnswerColumn> ColumnsOf(PreparedAnswers prepared)
    {
        AnswerColumn[] columns =
        [
            .. AssignmentColumns.All,
            new AnswerColumn("uncertain", AnswerColumnKind.YesNo),
            new AnswerColumn("version", AnswerColumnKind.Whole),
            new AnswerColumn("notices", AnswerColumnKind.Text),
        ];
        return prepared.HasGivenNames ? [.. columns, AssignmentColumns.MadeName] : columns;
    }

    public ReadOnlySpan<byte> Head => _header;

    public ReadOnlySpan<byte> Tail => [];

    public void Write(AnswerBuffer answers, in CustomerAnswer answer)
    {
        if (answer.Id.IsEmpty) answers.Add(answer.Number);
        else answers.AddCsv(answer.Id, isMarked);

        answers.Add(","u8);
        if (answer.Nearest is { } nearest)
        {
            prepared.Segments[nearest.Segment].AddCsv(answers, nearest, isMarked);
            answers.Add(answer.IsOutlier ? ",true"u8 : ",false"u8);
            answers.Add(nearest.IsUncertain ? ",true"u8 : ",false"u8);
        }
        else answers.Add(",,,,,"u8);

        answers.Add(_version);
        if (!answer.Notices.IsEmpty) answers.AddCsv(Sentences(answer.Notices), isMarked);
        if (prepared.HasGivenNames)
        {
            answers.Add(","u8);
            if (answer.Nearest is { } named) answers.AddCsv(prepared.Segments[named.Segment].MadeName, isMarked);
        }

        answers.Add("\n"u8);
    }

    private static ReadOnlySpan<byte> Sentences(ReadOnlySpan<PreparedNotice> notices)
    {
        if (notices.Length == 1) return notices[0].Message;
        var text = new AnswerBuffer();
        foreach (var notice in notices)
        {
            if (text.Length > 0) text.Add(" "u8);
            text.Add(notice.Message);
        }

        return text.Written;
    }
}
