using System.Collections.Concurrent;
using System.Diagnostics;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Storage;

/// <summary>
/// The changes of a folder, one after the other, each under the lock of the folder, on a thread of their own: whoever wants a change waits without a thread, and no longer than
/// <see cref="Patience"/>. A change that has not begun by then, or whose caller has gone, is withdrawn; one that has begun goes to its end.
/// </summary>
internal sealed class ChangeLine : IDisposable
{
    /// <summary>Far longer than anything that is done under the lock.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly string _folder;
    private readonly string _lockFile;
    private readonly TimeSpan _patience;
    private readonly BlockingCollection<Change> _changes = [];
    private readonly Thread _thread;

    /// <param name="folder">The folder that is changed.</param>
    /// <param name="lockName">The file in it that is locked, made when it is not there.</param>
    /// <param name="patience">How long a change waits at most.</param>
    public ChangeLine(string folder, string lockName, TimeSpan patience)
    {
        (_folder, _lockFile, _patience) = (folder, Path.Combine(folder, lockName), patience);
        _thread = new Thread(Work) { IsBackground = true, Name = "Store" };
        _thread.Start();
    }

    /// <summary>Makes a change when its turn has come.</summary>
    /// <param name="change">What to do, under the lock.</param>
    /// <param name="cancellationToken">Withdraws it as long as it has not begun.</param>
    /// <param name="withdrawn">What to do instead of the change, without the lock, where it never begins; its caller may know of that before.</param>
    /// <exception cref="ObjectDisposedException">There are no more changes.</exception>
    /// <exception cref="StorageUnavailableException">Its turn did not come, or the folder cannot be changed.</exception>
    /// <exception cref="OutcomeUnknownException">It has begun and does not end.</exception>
    public Task<T> RunAsync<T>(Func<T> change, CancellationToken cancellationToken, Action? withdrawn = null)
    {
        var queued = new Change<T>(change, withdrawn, _folder, _patience, cancellationToken);
        try
        {
            _changes.Add(queued, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            queued.Withdraw(new ObjectDisposedException(nameof(ChangeLine)));
            queued.Abandon();
        }

        return queued.Outcome;
    }

    /// <summary>Waits for a change under way, and withdraws those that have not begun.</summary>
    public void Dispose()
    {
        _changes.CompleteAdding();
        if (_thread.Join(_patience)) _changes.Dispose();
    }

    private void Work()
    {
        foreach (var change in _changes.GetConsumingEnumerable())
        {
            try
            {
                using var folderLock = TakeLock(change);
                if (folderLock is not null) change.Run();
            }
            catch (Exception e)
            {
                change.Withdraw(e);
            }

            if (change.IsWithdrawn) change.Abandon();
        }
    }

    /// <returns>Null when the change has been withdrawn meanwhile.</returns>
    private FileLock? TakeLock(Change change)
    {
        while (!change.IsWithdrawn)
        {
            if (_changes.IsAddingCompleted) change.Withdraw(new ObjectDisposedException(nameof(ChangeLine)));
            else if (FileLock.TryTake(_lockFile) is { } taken) return taken;
            else Thread.Sleep(Pause);
        }

        return null;
    }

    private abstract class Change
    {
        private const int Waiting = 0;
        private const int Begun = 1;
        private const int Withdrawn = 2;

        private int _state;

        public bool IsWithdrawn => Volatile.Read(ref _state) == Withdrawn;

        public abstract void Run();

        public abstract void Withdraw(Exception reason);

        public abstract void Abandon();

        protected bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

        protected bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;
    }

    private sealed class Change<T> : Change, IDisposable
    {
        private readonly string _folder;
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Func<T> _change;
        private readonly Action? _withdrawn;
        private readonly TimeSpan _patience;
        private readonly CancellationTokenRegistration _leaving;
        private readonly Timer _deadline;
        private long _begun;

        public Change(Func<T> change, Action? withdrawn, string folder, TimeSpan patience, CancellationToken cancellationToken)
        {
            (_change, _withdrawn, _folder, _patience) = (change, withdrawn, folder, patience);
            _deadline = new Timer(static change => ((Change<T>)change!).Expire(), this, patience, Timeout.InfiniteTimeSpan);
            _leaving = cancellationToken.UnsafeRegister(static (change, token) => ((Change<T>)change!).Withdraw(new OperationCanceledException(token)), this);
        }

        public Task<T> Outcome => _outcome.Task;

        public override void Run()
        {
            Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
            if (!TryBegin()) return;
            _deadline.Change(_patience, Timeout.InfiniteTimeSpan);
            try
            {
                // Nobody may wait for it any more.
                if (_change() is var result && !_outcome.TrySetResult(result)) (result as IDisposable)?.Dispose();
            }
            catch (Exception e)
            {
                Fail(e);
            }

            Dispose();
        }

        public override void Withdraw(Exception reason)
        {
            if (!TryWithdraw()) return;
            if (reason is OperationCanceledException canceled) _outcome.TrySetCanceled(canceled.CancellationToken);
            else Fail(reason);
            Dispose();
        }

        public override void Abandon() => _withdrawn?.Invoke();

        public void Dispose()
        {
            _deadline.Dispose();
            _leaving.Unregister();
        }

        private void Fail(Exception reason) =>
            _outcome.TrySetException(StorageUnavailableException.IsReadOnly(reason) ? StorageUnavailableException.ReadOnly(_folder, reason) : reason);

        private void Expire()
        {
            Withdraw(new StorageUnavailableException($"The change did not get its turn in {_patience.TotalSeconds} seconds: another process holds the lock of the store, or the disk does not answer.", cause: null));

            // Not where it began at the very moment at which its time to wait was over.
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _begun)) > _patience / 2)
                _outcome.TrySetException(new OutcomeUnknownException($"The change was begun and has not ended in {_patience.TotalSeconds} seconds.", cause: null));
        }
    }
}
