using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>A file that lies in a folder of the store. What is missing, or cannot be read, is told by its name alone: no path of the server leaves it.</summary>
internal static class StoredFile
{
    /// <summary>Opens a file. What is open stays readable when its folder is deleted.</summary>
    /// <param name="folder">A folder of the store.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="CorruptModelException">The file is not there or cannot be read.</exception>
    public static FileStream Open(string folder, string name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CorruptModelException($"{name} is missing.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorruptModelException($"{name} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a small file.</summary>
    /// <param name="folder">A folder of the store.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="CorruptModelException">The file is not there or cannot be read.</exception>
    public static byte[] ReadAll(string folder, string name)
    {
        using var stream = Open(folder, name);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
