using SegmentationService.Api.Answers;

namespace SegmentationService.Api.Prediction;

/// <summary>The objects of <see cref="JsonAnswerWriter"/>, each a document of its own.</summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="own">As there.</param>
internal sealed class NdJsonAnswerWriter(PreparedAnswers prepared, OwnColumns? own = null) : IAnswerWriter
{
    private readonly byte[] _begin = JsonAnswerWriter.BeginOf(prepared);

    public ReadOnlySpan<byte> Head => [];

    public ReadOnlySpan<byte> Tail => [];

    public void Write(AnswerBuffer answers, in CustomerAnswer answer)
    {
        JsonAnswerWriter.WriteObject(answers, answer, prepared, own, _begin);
        answers.Add("\n"u8);
    }
}
