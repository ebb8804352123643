using System.Globalization;
using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Models;

namespace SegmentationService.Api.Prediction;

/// <summary>A header line, and then a line for each customer; several notices stand in one cell, sentence after sentence. Where segments were given names, those that the training made stand last.</summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="own">The columns of the body that each line begins with, the id among them where the body has it; null for none.</param>
/// <param name="isMarked">Whether text that a spreadsheet would compute is marked as text: it is not where rows of another form are made of the lines.</param>
internal sealed class CsvAnswerWriter(PreparedAnswers prepared, OwnColumns? own = null, bool isMarked = true) : IAnswerWriter
{
    private readonly byte[] _version = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",{prepared.Version.Stored.Version},"));

    /// <summary>The columns of answers without those of a body.</summary>
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

    /// <summary>The columns, those of the body first. Known once these are fixed.</summary>
    public IReadOnlyList<AnswerColumn> Columns => own is null ? ColumnsOf(prepared) : [.. own.Columns, .. own.Following(ColumnsOf(prepared))];

    public ReadOnlySpan<byte> Head
    {
        get
        {
            var header = new AnswerBuffer();
            foreach (var column in Columns)
            {
                if (header.Length > 0) header.Add(","u8);
                header.AddCsv(Encoding.UTF8.GetBytes(column.Name), isMarked);
            }

            header.Add("\n"u8);
            return header.Written;
        }
    }

    public ReadOnlySpan<byte> Tail => [];

    public void Write(AnswerBuffer answers, in CustomerAnswer answer)
    {
        own?.AddCsv(answers, answer.Cells!, answer.Row, isMarked);
        if (own is not { HaveId: true })
        {
            if (answer.Id.IsEmpty) answers.Add(answer.Number);
            else answers.AddCsv(answer.Id, isMarked);
            answers.Add(","u8);
        }

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
