using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Npgsql;
using SegmentationService.Api.Sources.Postgres;

namespace SegmentationService.Api.Sources;

/// <summary>Where the data lies that calls may name instead of sending it. Configuration section <c>Data</c>.</summary>
internal sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>The folder whose files a source may name; a relative one is below the current directory. Empty: no call may name a file.</summary>
    public string Path { get; set; } = "";

    /// <summary>The most rows of all files of a source, which may be more than those of any body.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCustomers { get; set; } = 1_000_000_000;

    /// <summary>So much of what is read of a source is kept in memory, in bytes; of more the numbers and ids are put aside in temporary files and read again each time that they are wanted.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBytesInMemory { get; set; } = 1L << 30;

    /// <summary>The databases whose tables a source may name, by the names that it gives them; none by default.</summary>
    public IDictionary<string, PostgresOptions> Postgres { get; } = new Dictionary<string, PostgresOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks what annotations cannot say. Of a connection string nothing is shown.</summary>
    internal sealed class Validator : IValidateOptions<DataOptions>
    {
        public ValidateOptionsResult Validate(string? name, DataOptions options) =>
            Failures(options).ToArray() is { Length: > 0 } failures ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

        private static IEnumerable<string> Failures(DataOptions options)
        {
            foreach (var (name, database) in options.Postgres)
            {
                var place = $"{Section}:{nameof(Postgres)}:{name}";
                if (!IsConnectionString(database.ConnectionString)) yield return $"{place}:{nameof(database.ConnectionString)} is no connection string of Npgsql that names a host and a user, such as Host=db.example;Database=shop;Username=reader;Password=...";
                for (var i = 0; i < database.Tables.Count; i++)
                    if (TablePattern.Of(database.Tables[i]) is null) yield return $"{place}:{nameof(database.Tables)}:{i} is no table; such as public.customers, or public.* for all of a schema.";
            }
        }

        private static bool IsConnectionString(string text)
        {
            try
            {
                return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
            }
            catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or KeyNotFoundException or InvalidOperationException)
            {
                return false;
            }
        }
    }
}
