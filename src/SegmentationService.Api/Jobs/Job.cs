using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using SegmentationService.Api.Training;
using SegmentationService.Core.Clustering;

namespace SegmentationService.Api.Jobs;

/// <summary>Where a job stands at a moment. Immutable.</summary>
/// <param name="Record">What is on the volume.</param>
/// <param name="Phase">What it does; null unless it runs.</param>
/// <param name="Percent">How much is done, 0 to 100.</param>
/// <param name="Clustering">The clustering under way, or just found.</param>
/// <param name="Found">The clusterings found so far, in the order in which they were found.</param>
internal sealed record JobState(JobRecord Record, TrainingPhase? Phase, double Percent, ClusteringProgress? Clustering, ImmutableList<ClusteringProgress> Found)
{
    public static JobState Of(JobRecord record) => new(record, null, record.Status == JobStatus.Succeeded ? 100 : 0, null, []);
}

/// <summary>Something that happened to a job.</summary>
/// <param name="Id">Unlike that of any other event of the job, also of those before a restart.</param>
/// <param name="Number">Counts up.</param>
/// <param name="IsPassing">Whether the next event says more: only the last one of these is kept.</param>
/// <param name="State">Where the job stands since.</param>
internal sealed record JobEvent(string Id, int Number, bool IsPassing, JobState State);

/// <summary>A job as this process knows it. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The cancellation has no timer and no handle, and may be asked for at any time.")]
internal sealed class Job : IProgress<TrainingProgress>
{
    /// <summary>Passing events come no closer together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<JobEvent> _events = [];
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<JobRecord> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _attempt;
    private JobState _state;
    private int _lastNumber;
    private long _lastPassing;

    /// <param name="record">What is on the volume.</param>
    /// <param name="isOwn">Whether this process works on it.</param>
    public Job(JobRecord record, bool isOwn)
    {
        IsOwn = isOwn;
        _attempt = $"{record.Attempt}-";
        _lastNumber = (int)record.Status; // what another process has ended is news to who saw it run
        _state = JobState.Of(record);
        Add(_state, isPassing: false);
        if (record.HasEnded) _ended.SetResult(record);
    }

    /// <summary>Whether this process works on it, or did.</summary>
    public bool IsOwn { get; }

    /// <summary>Where it stands.</summary>
    public JobState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>What is on the volume.</summary>
    public JobRecord Record => State.Record;

    /// <summary>Ends when the job has; cancelled when the service stops before.</summary>
    public Task<JobRecord> Ended => _ended.Task;

    /// <summary>Cancelled by <see cref="Cancel"/>.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Asks it to end. It ends soon after; if it was about to succeed, it may still do that.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Notes that it has begun.</summary>
    public void Begin(JobRecord record)
    {
        lock (_gate) Add(_state = JobState.Of(record), isPassing: false);
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (_gate)
        {
            if (_state.Record.Status != JobStatus.Running || _state.Phase > value.Phase) return;
            var isFound = value.Clustering is { IsFound: true };
            var isPassing = !isFound && value.Phase == _state.Phase;
            if (isPassing && Stopwatch.GetElapsedTime(_lastPassing) < Pause) return;
            if (isPassing) _lastPassing = Stopwatch.GetTimestamp();
            _state = _state with
            {
                Phase = value.Phase,
                Percent = Math.Max(_state.Percent, value.Percent),
                Clustering = value.Clustering ?? _state.Clustering,
                Found = isFound ? _state.Found.Add(value.Clustering!.Value) : _state.Found,
            };
            Add(_state, isPassing);
        }
    }

    /// <summary>Notes how much of it is scored.</summary>
    /// <param name="batch">All that is.</param>
    /// <param name="percent">How much that is, 0 to 100.</param>
    public void Report(JobBatch batch, double percent)
    {
        lock (_gate)
        {
            if (_state.Record.Status != JobStatus.Running || _state.Record.Batch == batch) return;
            _state = _state with { Record = _state.Record with { Batch = batch }, Percent = Math.Max(_state.Percent, percent) };
            Add(_state, isPassing: true);
        }
    }

    /// <summary>Notes that it has ended.</summary>
    public void End(JobRecord record)
    {
        lock (_gate)
        {
            _state = _state with { Record = record, Phase = null, Percent = record.Status == JobStatus.Succeeded ? 100 : _state.Percent };
            Add(_state, isPassing: false);
        }

        _ended.TrySetResult(record);
    }

    /// <summary>Lets go of it: the service stops, and the next one goes on with it.</summary>
    public void Leave() => _ended.TrySetCanceled();

    /// <summary>The events after one, as far as they are kept.</summary>
    /// <param name="after">The id of an event; of one that is not known all follow.</param>
    /// <returns>Them, and what ends when there are more; null after the last one.</returns>
    public (IReadOnlyList<JobEvent> Events, Task? More) EventsAfter(string? after)
    {
        lock (_gate)
        {
            var known = after is not null && after.StartsWith(_attempt, StringComparison.Ordinal) && int.TryParse(after.AsSpan(_attempt.Length), out var number) ? number : 0;
            if (known > _lastNumber) known = 0;
            return ([.. _events.Where(happened => happened.Number > known)], _state.Record.HasEnded ? null : _changed.Task);
        }
    }

    private void Add(JobState state, bool isPassing)
    {
        if (_events.Count > 0 && _events[^1].IsPassing) _events.RemoveAt(_events.Count - 1);
        _lastNumber++;
        _events.Add(new JobEvent($"{_attempt}{_lastNumber}", _lastNumber, isPassing, state));
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
