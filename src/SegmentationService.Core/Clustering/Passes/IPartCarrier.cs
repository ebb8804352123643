namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Carries questions to those who hold parts, wherever they are, and brings the answers. Thread-safe: parts may be asked at the same time.</summary>
public interface IPartCarrier
{
    /// <summary>How many questions it is worth asking at the same time, and the threads that wait for their answers.</summary>
    /// <param name="cancellation">Cancels between two questions.</param>
    Parallelism Asking(CancellationToken cancellation);

    /// <summary>Asks each replica how much it may hold, before parts are dealt; waits as long as it takes, and a little for those that have just come.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The replicas, at least one, in the order in which parts are dealt to them: part i is held by the i-th, and those that follow go round.</returns>
    /// <exception cref="PartFailedException">This replica cannot ask others.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation);

    /// <summary>Asks; waits as long as it takes. A question whose answer is lost is asked again.</summary>
    /// <param name="part">Of which part.</param>
    /// <param name="question">What to ask.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="PartFailedException">The part cannot be had, or does not answer this: to ask again would change nothing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation);

    /// <summary>
    /// Asks several parts the same, and adds up what they answer. Each replica adds up the answers of its own parts, so that a question and an answer go once to and from a replica, however many parts it holds.
    /// Waits as long as it takes; what is lost is asked again.
    /// </summary>
    /// <param name="parts">Which parts, at least one.</param>
    /// <param name="question">What to ask; the answers are <see cref="PartAnswers"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The sum of the answers.</returns>
    /// <exception cref="PartFailedException">A part cannot be had, or does not answer this: to ask again would change nothing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    byte[] AskAll(IReadOnlyList<PartSource> parts, byte[] question, CancellationToken cancellation);

    /// <summary>Tells that nothing more is asked of a part, so that its memory is free. Does not wait, and never fails: parts that are not asked for are forgotten after hours anyway.</summary>
    /// <param name="part">Which part.</param>
    void Drop(PartSource part);
}
