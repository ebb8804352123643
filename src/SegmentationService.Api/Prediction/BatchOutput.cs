using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Collects the answers of a batch while its body is read, the first MiB in memory and the rest in a temporary file, and sends them
/// when the body has ended. So a fault anywhere in the body is still a problem and not half an answer, and a client that reads only
/// after it has sent everything, as most do, never waits for a service that waits for it.
/// </summary>
/// <param name="writer">The form of the answer.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal sealed class BatchOutput(IAnswerWriter writer, MemoryShare memory) : IDisposable
{
    private const int InMemory = 1 << 20;

    private readonly AnswerSpool _spool = new(InMemory, TemporaryFile.Folder, memory);

    /// <summary>Puts answers aside, written in the form of this one.</summary>
    public void Write(ReadOnlySpan<byte> answers)
    {
        if (_spool.Length == 0) _spool.Write(writer.Head);
        _spool.Write(answers);
    }

    /// <summary>Ends the answer and sends it.</summary>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        _spool.Write(writer.Tail);
        response.ContentType = writer.ContentType;
        response.ContentLength = _spool.Length;
        await _spool.SendAsync(response.BodyWriter, cancellationToken);
    }

    public void Dispose() => _spool.Dispose();
}
