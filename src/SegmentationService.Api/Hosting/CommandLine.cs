using SegmentationService.Api.Samples;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Hosting;

/// <summary>What is told on the command line itself: the usage, and that a command does not exist.</summary>
internal static class CommandLine
{
    private const int WrongSetting = 1;
    private const int WrongUsage = 2;

    private static readonly string[] Help = ["--help", "-h", "-?"];

    /// <summary>Answers a call for help, on standard output, and a command that does not exist, or a setting that does not, in one line on standard error.</summary>
    /// <returns>The exit code; null when the program goes on.</returns>
    public static int? Answer(string[] args)
    {
        if (args is ["help"] || args.Any(Help.Contains))
        {
            Console.WriteLine(Usage());
            return 0;
        }

        if (args is [Demonstration.Command, .. var settings] && Settings.Fault(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(settings).Build()) is { } fault)
        {
            Console.Error.WriteLine(fault);
            return WrongSetting;
        }

        if (args is not [{ } word, ..] || IsSetting(word) || word is Demonstration.Command or StoreBackup.Command or NewKey.Command || args is [Health.ProbeCommand]) return null;
        Console.Error.WriteLine(word == Health.ProbeCommand
            ? $"'{args[1]}' is not understood: {Health.ProbeCommand} takes nothing more."
            : $"'{word}' is no command; there are {Demonstration.Command}, {StoreBackup.Command}, {NewKey.Command} and {Health.ProbeCommand}, and without one the service starts. --help tells more.");
        return WrongUsage;
    }

    private static bool IsSetting(string word) => word.Length == 0 || word[0] is '-' or '/' || word.Contains('=', StringComparison.Ordinal);

    private static string Usage() =>
        $$"""
        Usage: SegmentationService.Api [COMMAND] [--SETTING=VALUE ...]
               dotnet run --project src/SegmentationService.Api -- [COMMAND] [--SETTING=VALUE ...]

        Without a command the service starts, and says where it listens.

        Commands:
          {{Demonstration.Command}}       trains on sample customers and shows what was found, without a server
          {{StoreBackup.Command}} FILE
                     copies the store into one file, while services use it; - for standard output
          {{NewKey.Command}} NAME --scope {{string.Join('|', Scope.All)}} [--scope ...]
                     makes a key for a caller and prints it, once
          {{Health.ProbeCommand}}     asks the service on this machine whether it is ready: exit code 0 or 1

        Settings, also as environment variables (Storage__Path) and in appsettings.json:
          --urls=http://localhost:8081
        {{string.Join('\n', Settings.All().Select(setting => "  --" + setting))}}
        """;
}
