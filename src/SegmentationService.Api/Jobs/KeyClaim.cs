using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The hold of one request on its idempotency key: until its job is there, or it is refused. Only one request holds a key, of all processes that share the volume.</summary>
internal sealed class KeyClaim : IDisposable
{
    private readonly KeyFolders _keys;
    private readonly FileLock _receiving;
    private bool _isKept;

    /// <param name="keys">Where it is noted.</param>
    /// <param name="taking">What is noted.</param>
    /// <param name="receiving">Held as long as the request is received, so that others see that somebody lives who does it.</param>
    public KeyClaim(KeyFolders keys, KeyTaking taking, FileLock receiving)
    {
        _keys = keys;
        _receiving = receiving;
        Taking = taking;
    }

    public KeyTaking Taking { get; }

    /// <summary>The key stands for its job from now on, which is on the volume.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Ends the hold. Unless the key was kept it is free again, as if the request had never been.</summary>
    public void Dispose()
    {
        if (!_isKept) _keys.Withdraw(Taking);
        _receiving.Dispose();
        _keys.EndReceiving(Taking);
    }
}
