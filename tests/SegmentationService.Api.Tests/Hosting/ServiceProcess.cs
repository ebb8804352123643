using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>The real program in a process of its own, on a free port.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "SegmentationService.Api.dll");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="workingDirectory">Where it is started.</param>
    /// <param name="command">The arguments of dotnet.</param>
    /// <param name="environment">Variables that it has besides those of the tests.</param>
    /// <param name="isRead">Whether somebody reads what it writes.</param>
    private ServiceProcess(string workingDirectory, string[] command, (string Name, string Value)[] environment, bool isRead = true)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A start is mostly compilation, of code that runs once: with these it takes a quarter less of the processor, and what runs long is compiled well all the same, later.
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var argument in command) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        _process.Start();
        if (!isRead) return;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts the service and waits until it listens.</summary>
    /// <param name="folder">The folder of the store, and of the process.</param>
    /// <param name="arguments">More of them, such as <c>--Logging:Format=json</c>.</param>
    public static Task<(ServiceProcess Process, HttpClient Client)> ServeAsync(string folder, params string[] arguments) => ServeAsync(folder, [], arguments);

    /// <summary>The same, with variables that the process has besides those of the tests.</summary>
    public static async Task<(ServiceProcess Process, HttpClient Client)> ServeAsync(string folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        var process = new ServiceProcess(folder, [Program, "--urls=http://127.0.0.1:0", $"--Storage:Path={folder}", .. arguments], environment);
        try
        {
            return (process, new HttpClient { BaseAddress = await process._listening.Task.WaitAsync(Patience) });
        }
        catch (TimeoutException e)
        {
            process.Dispose();
            throw new TimeoutException($"The service does not listen after {Patience}; it has written: {process.Output}", e);
        }
    }

    /// <summary>Starts the service with a standard output that nobody reads, so that it is full after a while, and waits until it answers.</summary>
    public static async Task<(ServiceProcess Process, HttpClient Client)> ServeUnreadAsync(string folder, params string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var process = new ServiceProcess(folder, [Program, $"--urls={address}", $"--Storage:Path={folder}", .. arguments], [], isRead: false);
        var client = new HttpClient { BaseAddress = address };
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/healthz/live", patience.Token);
                return (process, client);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    /// <summary>What an unread service has written and its pipe still holds, and what comes until its end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadToEndAsync(patience.Token);
    }

    /// <summary>Reads one line of what an unread service writes.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadLineAsync(patience.Token);
    }

    /// <summary>Starts the service and kills it a while later, whether or not it listens by then.</summary>
    /// <param name="folder">The folder of the store, and of the process.</param>
    /// <param name="moment">How long it lives.</param>
    /// <param name="arguments">More of them.</param>
    public static async Task KillWhileStartingAsync(string folder, TimeSpan moment, params string[] arguments)
    {
        using var process = new ServiceProcess(folder, [Program, "--urls=http://127.0.0.1:0", $"--Storage:Path={folder}", .. arguments], []);
        await Task.Delay(moment);
        await process.KillAsync();
    }

    /// <summary>Starts the service, and asks it to end (SIGTERM) as soon as it has written something.</summary>
    /// <param name="folder">The folder of the store, and of the process.</param>
    /// <param name="written">What it has written by then, before it listens.</param>
    public static async Task<(int ExitCode, string Output)> TerminateWhileStartingAsync(string folder, string written)
    {
        using var process = new ServiceProcess(folder, [Program, "--urls=http://127.0.0.1:0", $"--Storage:Path={folder}"], []);
        using var patience = new CancellationTokenSource(Patience);
        while (!process.Output.Contains(written, StringComparison.Ordinal)) await Task.Delay(1, patience.Token);
        var exitCode = await process.StopAsync();
        return (exitCode, process.Output);
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string workingDirectory, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (exitCode, output, _) = await RunApartAsync(workingDirectory, arguments, environment);
        return (exitCode, output);
    }

    /// <summary>The same, with what it wrote to standard error also on its own.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunApartAsync(string workingDirectory, string[] arguments, params (string Name, string Value)[] environment) =>
        RunDotnetAsync(workingDirectory, [Program, .. arguments], environment);

    /// <summary>Runs dotnet itself to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunDotnetAsync(string workingDirectory, string[] command, params (string Name, string Value)[] environment)
    {
        using var process = new ServiceProcess(workingDirectory, command, environment);
        using var patience = new CancellationTokenSource(Patience);
        await process._process.WaitForExitAsync(patience.Token);
        lock (process._output) return (process._process.ExitCode, process._output.ToString(), process._errors.ToString());
    }

    /// <summary>Asks it to end, as a container that is stopped is asked (SIGTERM).</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Duration)> TerminateAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>Ends it as a loss of power does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as a platform does (SIGTERM), and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void TakeError(string? line)
    {
        if (line is null) return;
        lock (_output) _errors.AppendLine(line);
        Take(line);
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        var listening = Regex.Match(line, """Now listening on: [\\"]*(http://[0-9.:]+)""");
        if (listening.Success) _listening.TrySetResult(new Uri(listening.Groups[1].Value));
    }
}
