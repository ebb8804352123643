using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Files for bytes that are put aside for the time of a request. They hold customers: no one else may read them, and nothing of them is left, however the process ends. On Unix
/// they have no name once they are open; Windows removes them with their last handle.
/// </summary>
internal static class TemporaryFile
{
    private const string FolderVariable = "ASPNETCORE_TEMP";
    private const string Prefix = "segmentation-";
    private const string Suffix = ".tmp";

    /// <summary>The folder of temporary files.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) ?? Path.GetTempPath();

    /// <summary>Whether what is written there takes memory and no disk.</summary>
    public static bool LiesInMemory => Volume(volume => volume.DriveFormat) is "tmpfs" or "ramfs";

    /// <summary>What is free there, in bytes; null where nothing tells.</summary>
    public static long? FreeBytes => Volume<long?>(volume => volume.AvailableFreeSpace);

    /// <summary>A new, empty file.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <exception cref="TemporaryFileException">It cannot be made.</exception>
    public static FileStream Create(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(folder, $"{Prefix}{Path.GetRandomFileName()}{Suffix}");
        try
        {
            var file = new FileStream(path, options);
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            return file;
        }
        catch (IOException e)
        {
            throw new TemporaryFileException(e);
        }
    }

    /// <summary>Writes into one.</summary>
    /// <exception cref="TemporaryFileException">It cannot be written, mostly since the folder is full.</exception>
    public static void Write(FileStream file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, offset);
        }
        catch (IOException e)
        {
            throw new TemporaryFileException(e);
        }
    }

    /// <summary>Removes what a process before this one left there: earlier releases gave the files names, and a kill left them. Files that are open stay what they are to who has them.</summary>
    /// <param name="folder">Where they lie.</param>
    public static void Sweep(string folder)
    {
        try
        {
            foreach (var left in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}")) File.Delete(left);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Files of another user in a folder that is shared.
        }
    }

    /// <summary>The rest of a stream as one that can be read from any place, and more than once: in memory where it is small, else in a file.</summary>
    /// <param name="content">The bytes, limited by whoever gives them.</param>
    /// <param name="memory">What it is taken from; null where nobody counts.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MemoryLimitException">There is no room for it.</exception>
    public static async ValueTask<Stream> OfAsync(Stream content, MemoryShare? memory, CancellationToken cancellationToken)
    {
        const int MostInMemory = 1 << 20;
        var kept = new MemoryStream();
        var buffer = new byte[1 << 16];
        FileStream? file = null;
        long length = 0;
        try
        {
            memory?.Take(MostInMemory);
            while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (file is null && kept.Length + read > MostInMemory)
                {
                    file = Create(Folder);
                    memory?.Files.Take(kept.Length);
                    length = kept.Length;
                    Write(file, kept.GetBuffer().AsSpan(0, (int)length), 0);
                    memory?.Give(MostInMemory);
                    kept = new MemoryStream();
                }

                if (file is null)
                {
                    kept.Write(buffer, 0, read);
                    continue;
                }

                memory?.Files.Take(read);
                Write(file, buffer.AsSpan(0, read), length);
                length += read;
            }
        }
        catch
        {
            if (file is not null) await file.DisposeAsync();
            throw;
        }

        Stream whole = file is null ? kept : file;
        whole.Position = 0;
        return whole;
    }

    private static T? Volume<T>(Func<DriveInfo, T> read)
    {
        try
        {
            return read(new DriveInfo(Path.GetFullPath(Folder)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return default;
        }
    }
}
