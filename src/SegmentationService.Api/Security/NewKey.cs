using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SegmentationService.Api.Security;

/// <summary>The command <c>new-key NAME --scope SCOPE</c>: makes a key and prints it, once, with what the configuration needs to know of it.</summary>
internal static partial class NewKey
{
    public const string Command = "new-key";

    /// <summary>What a name may be, for messages.</summary>
    public const string NameRule = "1 to 64 letters, digits, '_', '-' and '.', the first one a letter or digit";

    private const int KeyBytes = 32;
    private const string Prefix = "seg_";
    private const int WrongUsage = 2;

    /// <summary>Whether a key may have this name: it appears in the log.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>A new key: 256 random bits, as text that needs no escaping anywhere.</summary>
    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The hash of a key, as it is configured.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Runs the command.</summary>
    /// <param name="args">What follows its name.</param>
    /// <returns>The exit code: 0, or 2 when the arguments are wrong.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (Refusal(args, out var name, out var scopes) is { } refusal)
        {
            Console.Error.WriteLine($"{refusal}\nUsage: {Command} NAME --scope {string.Join('|', Scope.All)} [--scope ...]");
            return WrongUsage;
        }

        var key = Make();
        var hash = Hash(key);
        Console.WriteLine($$"""
            key     {{key}}
            sha256  {{hash}}

            The key is shown this once: give it to {{name}}, to send as X-Api-Key or as Authorization: Bearer. The service is told its hash alone.
            In appsettings.json, one more item of the list Security:ApiKeys:

              { "Name": "{{name}}", "Sha256": "{{hash}}", "Scopes": [{{string.Join(", ", scopes.Select(scope => $"\"{scope}\""))}}] }

            or in the environment, with the next free number in place of 0:

              Security__ApiKeys__0__Name={{name}}
              Security__ApiKeys__0__Sha256={{hash}}
            {{string.Join('\n', scopes.Select((scope, index) => $"  Security__ApiKeys__0__Scopes__{index}={scope}"))}}
            """);
        return 0;
    }

    private static string? Refusal(ReadOnlySpan<string> args, out string name, out List<string> scopes)
    {
        (name, scopes) = ("", []);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--scope")
            {
                if (++i == args.Length) return "--scope needs a value.";
                foreach (var scope in args[i].Split(','))
                {
                    if (!Scope.All.Contains(scope)) return $"'{scope}' is no scope; allowed are {string.Join(", ", Scope.All)}.";
                    if (!scopes.Contains(scope)) scopes.Add(scope);
                }
            }
            else if (name.Length > 0 || !IsName(args[i])) return $"'{args[i]}' is not understood; one NAME is expected, {NameRule}.";
            else name = args[i];
        }

        if (name.Length == 0) return "The key has no name.";
        return scopes.Count == 0 ? "The key has no scope." : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
