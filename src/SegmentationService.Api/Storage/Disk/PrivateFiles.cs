namespace SegmentationService.Api.Storage.Disk;

/// <summary>Whose eyes the files of the process are for. The store holds customers: their ids and what is known of them.</summary>
internal static class PrivateFiles
{
    /// <summary>The rights of all but the owner and the group.</summary>
    private const int Others = 0b_000_000_111;

    /// <summary>
    /// Takes from all others the right to read what the process makes from now on; its group may read, so that a backup can run as another user. What was forbidden to
    /// the group when the process was started stays so. On Windows the rights of the folder decide.
    /// </summary>
    public static void KeepFromOthers()
    {
        if (OperatingSystem.IsWindows()) return;
        // There is no way to ask for the mask without setting one.
        var mask = Libc.UMask(Others);
        _ = Libc.UMask(mask | Others);
    }
}
