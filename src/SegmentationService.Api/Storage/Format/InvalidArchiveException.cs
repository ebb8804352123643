namespace SegmentationService.Api.Storage.Format;

/// <summary>What can be wrong with a file that is to be imported.</summary>
internal enum ArchiveDefect
{
    /// <summary>It is no zip file with the files of a version.</summary>
    InvalidArchive,

    /// <summary>It is one, but the version in it is damaged, breaks a rule of its format, or is of a newer format.</summary>
    InvalidVersion,

    /// <summary>It unpacks to more than is allowed.</summary>
    TooLarge,
}

/// <summary>A file that is to be imported is refused.</summary>
/// <param name="defect">The kind of fault.</param>
/// <param name="message">What is wrong, and what is allowed.</param>
/// <param name="cause">The failure that showed it, if any.</param>
internal sealed class InvalidArchiveException(ArchiveDefect defect, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The kind of fault.</summary>
    public ArchiveDefect Defect { get; } = defect;
}
