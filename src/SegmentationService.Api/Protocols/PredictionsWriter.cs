using SegmentationService.Api.Answers;
using SegmentationService.Api.Prediction;

namespace SegmentationService.Api.Protocols;

/// <summary>The list of <see cref="JsonAnswerWriter"/> as the member that clients of MLflow look for.</summary>
/// <param name="prepared">The answers of the version.</param>
internal sealed class PredictionsWriter(PreparedAnswers prepared) : IAnswerWriter
{
    private readonly JsonAnswerWriter _list = new(prepared);

    public ReadOnlySpan<byte> Head => "{\"predictions\":["u8;

    public ReadOnlySpan<byte> Tail => "]}\n"u8;

    public void Write(AnswerBuffer answers, in CustomerAnswer answer) => _list.Write(answers, answer);
}
