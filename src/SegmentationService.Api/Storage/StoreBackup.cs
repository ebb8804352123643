using System.Formats.Tar;
using System.IO.Compression;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage;

/// <summary>
/// The command <c>backup FILE</c>: copies a store into one file, while services use it. A copy holds every version that an alias of it points at, each version whole, and the jobs as they
/// stood before, so that a service which starts on it serves at once, and finds what jobs have made.
/// </summary>
/// <remarks>
/// The lock of the store is held for the moment in which the aliases of one model are read and the versions that they point at are opened: what is open remains readable whatever becomes of it. All other
/// versions are immutable, and are copied without the lock; one that is deleted meanwhile is in the copy whole or not at all.
/// </remarks>
internal sealed class StoreBackup
{
    public const string Command = "backup";

    /// <summary>In place of the name of a file.</summary>
    private const string StandardOutput = "-";

    private const string JobsFolder = "jobs";
    private const string OwnersFolder = "owners";

    /// <summary>Files of a folder that vanish more often than that between being listed and being opened are not those of a job that ends.</summary>
    private const int MostAttempts = 100;

    private const int BadUsage = 2;

    private readonly string _root;
    private readonly TarWriter _tar;

    private StoreBackup(string root, TarWriter tar) => (_root, _tar) = (root, tar);

    /// <summary>The versions that have been copied.</summary>
    private int Versions { get; set; }

    /// <summary>Runs it.</summary>
    /// <param name="args">The file, and settings such as <c>--Storage:Path=./data</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [{ Length: > 0 } file, .. var settings] || (file != StandardOutput && file[0] == '-'))
        {
            await Console.Error.WriteLineAsync($"{Command} takes the name of the file that the copy is written to, such as backup.tgz, or {StandardOutput} for standard output.");
            return BadUsage;
        }

        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables().AddCommandLine(settings).Build();
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        try
        {
            var root = Path.GetFullPath(storage.Path);
            if (!Directory.Exists(Path.Combine(root, ModelStore.ModelsFolder))) throw new DirectoryNotFoundException($"There is no store in '{root}' (Storage:Path).");
            var versions = file == StandardOutput ? await ToStandardOutputAsync(root) : await ToFileAsync(root, Path.GetFullPath(file));
            await Console.Error.WriteLineAsync($"Copied {versions} versions and the jobs of {root} to {(file == StandardOutput ? "standard output" : file)}.");
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageUnavailableException)
        {
            await Console.Error.WriteLineAsync($"There is no backup: {e.Message}");
            return 1;
        }
    }

    private static async Task<int> ToStandardOutputAsync(string root)
    {
        await using var output = Console.OpenStandardOutput();
        return await WriteAsync(root, output);
    }

    /// <summary>Under another name until it is whole, so that what breaks off is never taken for a backup.</summary>
    private static async Task<int> ToFileAsync(string root, string path)
    {
        var temporary = path + AtomicDirectory.HalfMade;
        try
        {
            int versions;
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                versions = await WriteAsync(root, file);
                DiskFlush.File(file);
            }

            File.Move(temporary, path, overwrite: true);
            DiskFlush.Folder(Path.GetDirectoryName(path)!);
            return versions;
        }
        catch
        {
            AtomicDirectory.TryRemove(temporary);
            throw;
        }
    }

    private static async Task<int> WriteAsync(string root, Stream output)
    {
        await using var compressed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(compressed, TarEntryFormat.Pax, leaveOpen: true);
        var backup = new StoreBackup(root, tar);

        // The jobs first: the version of one that is running in the copy may be in it, and is found by the job; the other way round it would be made twice.
        await backup.AddJobsAsync(Path.Combine(root, JobsFolder));
        foreach (var model in Directory.EnumerateDirectories(Path.Combine(root, ModelStore.ModelsFolder)).Where(path => ModelName.IsValid(Path.GetFileName(path))).Order(StringComparer.Ordinal))
            await backup.AddModelAsync(model);
        return backup.Versions;
    }

    private async Task AddModelAsync(string path)
    {
        var files = new OpenFiles();
        try
        {
            int last, rewriting;
            VersionPlace[] pinned;
            using (await FileLock.TakeAsync(_root, ModelStore.LockFile, CancellationToken.None))
            {
                (last, rewriting, pinned) = ReadAliases(path);
                files.Open(path, recursive: false);
                foreach (var place in pinned) files.Open(Path.Combine(path, place.ToString()), recursive: false);
            }

            Versions += pinned.Length;
            await AddAsync(files);
            foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
            {
                if (!VersionPlace.TryParse(Path.GetFileName(folder), out var place) || place.Version > last || pinned.Contains(place)) continue;
                if (rewriting < VersionNumber.Largest && ModelFolder.PlaceOf(path, place.Version, rewriting) != place) continue; // as it was before it was written anew
                if (!files.Open(folder, recursive: false)) continue;
                Versions++;
                await AddAsync(files);
            }

            if (ReadAliases(path).Rewriting != rewriting)
                throw new IOException($"A customer was taken out of versions of '{Path.GetFileName(path)}' while they were copied; make the backup again.");
        }
        finally
        {
            files.Dispose();
        }
    }

    /// <summary>The last number given, the last rewriting of versions, and the versions that aliases point at and that are there.</summary>
    private static (int Last, int Rewriting, VersionPlace[] Pinned) ReadAliases(string path)
    {
        try
        {
            var (last, aliases, _, rewriting) = AliasFile.Load(path);
            return (last, rewriting, [.. aliases.Values.Distinct().Select(version => ModelFolder.PlaceOf(path, version, rewriting)).Where(place => Directory.Exists(Path.Combine(path, place.ToString())))]);
        }
        catch (CorruptModelException)
        {
            return (VersionNumber.Largest, VersionNumber.Largest, []); // it is copied as it is, with all there is
        }
    }

    private async Task AddJobsAsync(string path)
    {
        if (!Directory.Exists(path)) return;
        using var files = new OpenFiles();
        foreach (var folder in Directory.EnumerateDirectories(path).Where(folder => Path.GetFileName(folder) != OwnersFolder && !AtomicDirectory.IsLeftover(folder)).Order(StringComparer.Ordinal))
            if (files.Open(folder, recursive: true)) await AddAsync(files);
    }

    private async Task AddAsync(OpenFiles files)
    {
        foreach (var (path, content) in files.Take())
        {
            await using (content)
            {
                var name = Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');
                await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            }
        }
    }

    /// <summary>Files that are open, and so remain as they are.</summary>
    private sealed class OpenFiles : IDisposable
    {
        private readonly List<(string Path, Stream Content)> _files = [];

        /// <summary>Opens all files of a folder, or none.</summary>
        /// <param name="folder">The folder.</param>
        /// <param name="recursive">Whether those of folders in it, too.</param>
        /// <returns>Whether the folder is there.</returns>
        public bool Open(string folder, bool recursive)
        {
            for (var attempt = 1; ; attempt++)
            {
                var before = _files.Count;
                try
                {
                    // The record of a job before its body, which goes when the record says that the job has ended.
                    var files = new DirectoryInfo(folder).EnumerateFiles("*", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
                    foreach (var file in files.Where(file => AtomicDirectory.IsLasting(file.Name)).OrderByDescending(file => file.FullName, StringComparer.Ordinal).ToArray())
                        _files.Add((file.FullName, Open(file)));
                    return true;
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // Gone, or replaced, since it was listed.
                    foreach (var (_, content) in _files[before..]) content.Dispose();
                    _files.RemoveRange(before, _files.Count - before);
                    if (!Directory.Exists(folder)) return false;
                    if (attempt == MostAttempts) throw;
                }
            }
        }

        /// <summary>Gives the files away, to be disposed of one by one.</summary>
        public (string Path, Stream Content)[] Take()
        {
            (string, Stream)[] files = [.. _files];
            _files.Clear();
            return files;
        }

        public void Dispose() => _files.ForEach(file => file.Content.Dispose());

        /// <summary>What is empty is not opened: it may be a pipe or a device, which it would take for ever to read.</summary>
        private static Stream Open(FileInfo file) =>
            file.Length == 0 ? Stream.Null : new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }
}
