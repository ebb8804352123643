using SegmentationService.Api.Answers;

namespace SegmentationService.Api.Prediction;

/// <summary>A form of the answer to a batch. Knows what is answered of a customer and nothing of how it was read. Thread-safe.</summary>
internal interface IAnswerWriter
{
    /// <summary>What comes before the first customer.</summary>
    ReadOnlySpan<byte> Head { get; }

    /// <summary>What comes after the last one.</summary>
    ReadOnlySpan<byte> Tail { get; }

    /// <summary>Writes one customer. They are written in parts, by several threads; the parts are joined in order.</summary>
    /// <param name="answers">Takes the bytes.</param>
    /// <param name="answer">What is answered.</param>
    void Write(AnswerBuffer answers, in CustomerAnswer answer);
}
