using System.IO.Pipelines;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Collects the answers of a batch while its body is read, the first MiB in memory and the rest in a temporary file, and sends them
/// when the body has ended. So a fault anywhere in the body is still a problem and not half an answer, and a client that reads only
/// after it has sent everything, as most do, never waits for a service that waits for it.
/// </summary>
/// <param name="form">The form of the answer.</param>
/// <param name="prepared">The answers of the version.</param>
/// <param name="own">The columns of the body that the answers have, too; null where they have none.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal sealed class BatchOutput(AnswerForm form, PreparedAnswers prepared, OwnColumns? own, MemoryShare memory) : IDisposable
{
    private const int InMemory = 1 << 20;

    private readonly AnswerSpool _spool = new(InMemory, TemporaryFile.Folder, memory);

    /// <summary>Lays out the answers that are put aside: in the form that is asked for, or where that is made of rows, as lines that these are read from.</summary>
    public IAnswerWriter Writer { get; } =
        form == AnswerForm.Json ? new JsonAnswerWriter(prepared, own)
        : form == AnswerForm.NdJson ? new NdJsonAnswerWriter(prepared, own)
        : new CsvAnswerWriter(prepared, own, isMarked: !form.IsMadeOfRows);

    /// <summary>The columns of the body that the answers have, too; null where they have none.</summary>
    public OwnColumns? Own => own;

    /// <summary>The columns of rows. Known once the body has been read.</summary>
    public IReadOnlyList<AnswerColumn> Columns => (Writer as CsvAnswerWriter)?.Columns ?? CsvAnswerWriter.ColumnsOf(prepared);

    /// <summary>Puts answers aside, laid out by <see cref="Writer"/>.</summary>
    public void Write(ReadOnlySpan<byte> answers)
    {
        if (_spool.Length == 0) _spool.Write(Writer.Head);
        _spool.Write(answers);
    }

    /// <summary>Ends the answer and sends it.</summary>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        _spool.Write(Writer.Tail);
        if (form.IsMadeOfRows)
        {
            await SendRowsAsync(response, cancellationToken);
            return;
        }

        response.ContentType = form.ContentType;
        response.ContentLength = _spool.Length;
        await _spool.SendAsync(response.BodyWriter, cancellationToken);
    }

    /// <summary>Ends the answer and writes it to a file.</summary>
    public async ValueTask WriteAsync(Stream file, CancellationToken cancellationToken)
    {
        _spool.Write(Writer.Tail);
        var target = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        if (form.IsMadeOfRows)
        {
            await using var lines = new SpooledBytes(_spool);
            using var rows = new WrittenRows(lines, isMarked: false);
            await form.WriteAsync(target, Columns, rows.Read(), memory, cancellationToken);
        }
        else await _spool.SendAsync(target, cancellationToken);

        await target.CompleteAsync();
    }

    public void Dispose() => _spool.Dispose();

    private async ValueTask SendRowsAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var version = prepared.Version.Stored;
        response.Headers.ContentDisposition = $"attachment; filename={version.ModelName}-{version.Version}-predictions.{form.Name}";
        await using var lines = new SpooledBytes(_spool);
        using var rows = new WrittenRows(lines, isMarked: false);
        await form.SendAsync(response, Columns, rows.Read(), memory, cancellationToken);
    }
}
