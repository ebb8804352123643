using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>A file that lies in a folder of the store. What is missing, or cannot be read, is told by its name alone: no path of the server leaves it.</summary>
internal static class StoredFile
{
    /// <summary>The most that a file read whole may have.</summary>
    public const long MostBytes = 16L << 20;

    /// <summary>Opens a file. What is open stays readable when its folder is deleted.</summary>
    /// <param name="folder">A folder of the store.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="CorruptModelException">The file is not there or cannot be read.</exception>
    public static FileStream Open(string folder, string name)
    {
        try
        {
            var path = Path.Combine(folder, name);
            if (!IsFile(path)) throw new CorruptModelException($"{name} is {(Path.Exists(path) ? "empty, or no file" : "missing")}.");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CorruptModelException($"{name} is missing.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorruptModelException($"{name} cannot be read: {DiskFailure.Reason(e)}.", e);
        }
    }

    /// <summary>Reads a small file.</summary>
    /// <param name="folder">A folder of the store.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="CorruptModelException">The file is not there, is not small, or cannot be read.</exception>
    public static byte[] ReadAll(string folder, string name)
    {
        using var stream = Open(folder, name);
        if (stream.Length > MostBytes) throw new CorruptModelException($"{name} has {stream.Length} bytes; allowed are {MostBytes}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>
    /// Whether a path is that of a file with content, as all of the store are, and not of a folder, or of a pipe, a socket or a device: those are empty by what their folder tells, and could take
    /// for ever to open or to read.
    /// </summary>
    /// <param name="path">The path.</param>
    public static bool IsFile(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };
}
