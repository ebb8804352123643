namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Holds one part of a dataset and answers questions about it, in bytes. An answer is a function of the part and of its question alone, bit for bit: what is kept of questions before only makes it
/// faster, so a question may be asked again at any time, of this holder or of another one of the same part. Asked one question at a time; disposed of when no more is asked.
/// </summary>
public interface IPartHolder : IDisposable
{
    /// <summary>Answers.</summary>
    /// <param name="question">What is asked; at most some 4 MiB, as answers are.</param>
    /// <param name="cancellation">Cancels where an answer takes long.</param>
    /// <returns>The answer. Who asked may change it.</returns>
    /// <exception cref="SegmentationException">The part cannot be had, or answers nothing of the kind; the message says why. Whoever asked is told it.</exception>
    /// <exception cref="InvalidDataException">It is no question that is answered; the same.</exception>
    byte[] Answer(byte[] question, CancellationToken cancellation);
}
