namespace SegmentationService.Api.Reading;

/// <summary>Files for bytes that are put aside for the time of a request. They hold customers: no one else may read them, and they are gone when they are closed.</summary>
internal static class TemporaryFile
{
    private const string FolderVariable = "ASPNETCORE_TEMP";

    /// <summary>The folder of temporary files.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) ?? Path.GetTempPath();

    /// <summary>A new, empty file.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FileStream Create(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(folder, $"segmentation-{Path.GetRandomFileName()}.tmp"), options);
    }

    /// <summary>The rest of a stream as one that can be read from any place, and more than once: in memory where it is small, else in a file.</summary>
    /// <param name="content">The bytes, limited by whoever gives them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<Stream> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        const int MostInMemory = 1 << 20;
        var memory = new MemoryStream();
        var buffer = new byte[1 << 16];
        FileStream? file = null;
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (file is null && memory.Length + read > MostInMemory)
                {
                    file = Create(Folder);
                    memory.WriteTo(file);
                }

                if (file is null) memory.Write(buffer, 0, read);
                else await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch
        {
            if (file is not null) await file.DisposeAsync();
            throw;
        }

        Stream kept = file is null ? memory : file;
        kept.Position = 0;
        return kept;
    }
}
