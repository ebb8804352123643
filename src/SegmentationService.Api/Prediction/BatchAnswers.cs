using SegmentationService.Api.Answers;
using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Collects the answers of a batch while its body is read, the first MiB in memory and the rest in a temporary file, and sends them
/// when the body has ended. So a fault anywhere in the body is still a problem and not half an answer, and a client that reads only
/// after it has sent everything, as most do, never waits for a service that waits for it.
/// </summary>
/// <param name="writer">Lays out the answers.</param>
/// <param name="own">The columns of the body that the answers have, too; null where they have none.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal class BatchAnswers(IAnswerWriter writer, OwnColumns? own, MemoryShare memory) : IDisposable
{
    private const int InMemory = 1 << 20;

    /// <summary>Lays out the answers that are put aside.</summary>
    public IAnswerWriter Writer => writer;

    /// <summary>The columns of the body that the answers have, too; null where they have none.</summary>
    public OwnColumns? Own => own;

    /// <summary>What is put aside.</summary>
    protected AnswerSpool Spool { get; } = new(InMemory, TemporaryFile.Folder, memory);

    /// <summary>Puts answers aside, laid out by <see cref="Writer"/>.</summary>
    public void Write(ReadOnlySpan<byte> answers)
    {
        if (Spool.Length == 0) Spool.Write(Writer.Head);
        Spool.Write(answers);
    }

    /// <summary>Ends the answer and sends it as it lies there.</summary>
    /// <param name="response">The answer, not begun yet.</param>
    /// <param name="contentType">What it is called.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async ValueTask SendAsync(HttpResponse response, string contentType, CancellationToken cancellationToken)
    {
        End();
        response.ContentType = contentType;
        response.ContentLength = Spool.Length;
        await Spool.SendAsync(response.BodyWriter, cancellationToken);
    }

    /// <summary>Gives back what is put aside.</summary>
    public void Dispose()
    {
        Spool.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds what comes after the last customer.</summary>
    protected void End() => Spool.Write(Writer.Tail);
}
