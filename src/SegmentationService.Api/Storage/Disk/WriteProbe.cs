namespace SegmentationService.Api.Storage.Disk;

/// <summary>Finds out whether a folder can be written, by writing: rights, space and the disk itself all have a say.</summary>
internal static class WriteProbe
{
    /// <summary>Whether a folder can be written: a small file is written and removed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="reason">Why not, as <see cref="DiskFailure.Reason"/> says it; empty when it can.</param>
    public static bool CanWrite(string folder, out string reason)
    {
        var probe = Path.Combine(folder, Guid.NewGuid().ToString("N") + AtomicDirectory.HalfMade);
        try
        {
            File.WriteAllBytes(probe, [0]);
            reason = "";
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = DiskFailure.Reason(e);
            return false;
        }
        finally
        {
            AtomicDirectory.TryRemove(probe);
        }
    }
}
