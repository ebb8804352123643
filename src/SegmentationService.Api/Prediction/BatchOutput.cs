using System.IO.Pipelines;
using SegmentationService.Api.Answers;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>The answers of a batch in one of the forms of <see cref="AnswerForm"/>, and the way in which that is sent.</summary>
/// <param name="form">The form of the answer.</param>
/// <param name="prepared">The answers of the version.</param>
/// <param name="own">The columns of the body that the answers have, too; null where they have none.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal sealed class BatchOutput(AnswerForm form, PreparedAnswers prepared, OwnColumns? own, MemoryShare memory) : BatchAnswers(WriterOf(form, prepared, own), own, memory)
{
    private readonly MemoryShare _memory = memory;

    /// <summary>The columns of rows. Known once the body has been read.</summary>
    public IReadOnlyList<AnswerColumn> Columns => (Writer as CsvAnswerWriter)?.Columns ?? CsvAnswerWriter.ColumnsOf(prepared);

    /// <summary>Ends the answer and sends it.</summary>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (form.IsMadeOfRows)
        {
            await SendRowsAsync(response, cancellationToken);
            return;
        }

        await SendAsync(response, form.ContentType, cancellationToken);
    }

    /// <summary>Ends the answer and writes it to a file.</summary>
    public async ValueTask WriteAsync(Stream file, CancellationToken cancellationToken)
    {
        End();
        var target = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        if (form.IsMadeOfRows)
        {
            await using var lines = new SpooledBytes(Spool);
            using var rows = new WrittenRows(lines, isMarked: false);
            await form.WriteAsync(target, Columns, rows.Read(), _memory, cancellationToken);
        }
        else await Spool.SendAsync(target, cancellationToken);

        await target.CompleteAsync();
    }

    private async ValueTask SendRowsAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        End();
        var version = prepared.Version.Stored;
        response.Headers.ContentDisposition = $"attachment; filename={version.ModelName}-{version.Version}-predictions.{form.Name}";
        await using var lines = new SpooledBytes(Spool);
        using var rows = new WrittenRows(lines, isMarked: false);
        await form.SendAsync(response, Columns, rows.Read(), _memory, cancellationToken);
    }

    /// <summary>Lays out the answers that are put aside: in the form that is asked for, or where that is made of rows, as lines that these are read from.</summary>
    private static IAnswerWriter WriterOf(AnswerForm form, PreparedAnswers prepared, OwnColumns? own) =>
        form == AnswerForm.Json ? new JsonAnswerWriter(prepared, own)
        : form == AnswerForm.NdJson ? new NdJsonAnswerWriter(prepared, own)
        : new CsvAnswerWriter(prepared, own, isMarked: !form.IsMadeOfRows);
}
