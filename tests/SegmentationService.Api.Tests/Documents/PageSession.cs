using System.Diagnostics;
using System.Globalization;
using System.Text;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Documents;

/// <summary>
/// The commands of a page, run one block after the other in one shell, in an empty folder that a service of their own was started in. They are run as they
/// stand, but for the address of the service and the program that serves; and curl fails on a problem, unless the page shows one.
/// </summary>
internal sealed class PageSession(TemporaryFolder folder, Uri service)
{
    private const string Address = "localhost:8080";
    private const string Program = "dotnet run --project src/SegmentationService.Api";
    private const string Shell = "bash";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Why commands cannot be run here; null when they can.</summary>
    public static string? SkipReason { get; } = new[] { Shell, "curl", "tar" }.FirstOrDefault(program => !IsThere(program)) is { } missing ? $"There is no {missing}." : null;

    /// <summary>Runs the blocks.</summary>
    /// <returns>What each block of commands wrote to standard output, by the block; those that need a program that is not there are left out.</returns>
    public async Task<IReadOnlyDictionary<PageBlock, string>> RunAsync(Page page)
    {
        var logs = Directory.CreateDirectory(Path.Combine(folder.Path, ".blocks")).FullName;
        PageBlock[] blocks = [.. page.Blocks()];
        var script = new StringBuilder($$"""
            set -e
            trap 'echo "$block" > {{logs}}/last' EXIT
            curl() { if [ -n "$shows_problem" ]; then command curl "$@"; else command curl --fail-with-body "$@"; fi; }

            """.ReplaceLineEndings("\n"));
        List<PageBlock> run = [];
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = blocks[i];
            if (block.IsFile) await File.WriteAllTextAsync(Path.Combine(folder.Path, block.Mark), Here(block.Text));
            if (!block.IsCommands || block.ReasonNotToRun is not null || !IsThere(block.Text.Split(' ')[0])) continue;
            run.Add(block);
            var showsProblem = i + 1 < blocks.Length && blocks[i + 1].IsAnswerOf(block) && blocks[i + 1].Text.Contains("/problems/", StringComparison.Ordinal);
            script.Append(CultureInfo.InvariantCulture, $"block={block.Line}\nshows_problem={(showsProblem ? "yes" : "")}\n").Append(block.IsService ? Serve(block, logs) : $"{{\n{Here(block.Text)}\n}} > {logs}/{block.Line} 2> {logs}/{block.Line}.errors\n");
        }

        var exitCode = await RunAsync(script.ToString());
        var last = Read("last").Trim();
        Assert.True(exitCode == 0, $"{page.Path}:{last} ended with {exitCode}.\n{Read(last)}\n{Read(last + ".errors")}");
        return run.Where(block => !block.IsService).ToDictionary(block => block, block => Read(block.Line.ToString(CultureInfo.InvariantCulture)));

        string Read(string name) => File.Exists(Path.Combine(logs, name)) ? File.ReadAllText(Path.Combine(logs, name)) : "";
    }

    private static bool IsThere(string program) =>
        program is not ("python3" or "node" or Shell or "curl" or "tar") || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Until it listens and is ready; then it is asked to end, and must do so with exit code 0.</summary>
    private string Serve(PageBlock block, string logs) => $$"""
        ( exec env {{Here(block.Text)}} --urls=http://127.0.0.1:0 ) > {{logs}}/{{block.Line}} 2>&1 &
        server=$!
        until grep -q 'Now listening on' {{logs}}/{{block.Line}}; do kill -0 $server; sleep 0.1; done
        curl -s "$(grep -o 'http://127.0.0.1:[0-9]*' {{logs}}/{{block.Line}} | head -1)/healthz/ready" > {{logs}}/{{block.Line}}.errors
        kill -TERM $server
        wait $server

        """.ReplaceLineEndings("\n");

    private string Here(string text)
    {
        var program = $"'{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' '{Path.Combine(AppContext.BaseDirectory, "SegmentationService.Api.dll")}'";
        return text.Replace(Program + " --", program, StringComparison.Ordinal).Replace(Program, program, StringComparison.Ordinal).Replace(Address, service.Authority, StringComparison.Ordinal);
    }

    private async Task<int> RunAsync(string script)
    {
        var start = new ProcessStartInfo(Shell) { WorkingDirectory = folder.Path, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await shell.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }

        return shell.ExitCode;
    }
}
