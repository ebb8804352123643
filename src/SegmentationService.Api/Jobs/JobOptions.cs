using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Jobs;

/// <summary>How often jobs are begun, how long they are kept after their end, and who is told of it. Configuration section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>The fewest characters of a secret that signs.</summary>
    public const int ShortestSecret = 16;

    /// <summary>The most jobs that are kept after their end, with the idempotency keys that they were sent with; the oldest go first.</summary>
    [Range(1, 100_000)]
    public int KeepEnded { get; set; } = 1_000;

    /// <summary>For how many hours they are kept.</summary>
    [Range(1, 100_000)]
    public int KeepHours { get; set; } = 168;

    /// <summary>How often a job is begun whose work ends with the process: a job that ends it each time would do so at every start. A service that is stopped leaves its jobs, which does not count.</summary>
    [Range(1, 1_000)]
    public int MostAttempts { get; set; } = 3;

    /// <summary>The most scoring jobs that have not ended, of all processes that share the volume.</summary>
    [Range(1, 1_000)]
    public int BatchQueue { get; set; } = 16;

    /// <summary>How many files of scoring jobs this process scores at once; all share the threads of batches, which give way to single predictions.</summary>
    [Range(1, 64)]
    public int BatchParts { get; set; } = 2;

    /// <summary>Who is told of the end of every job; nobody by default.</summary>
    public IList<WebhookOptions> Webhooks { get; } = [];

    /// <summary>The hosts that anything may be sent to, by their names as they stand in addresses; none by default.</summary>
    public IList<string> WebhookHosts { get; } = [];

    /// <summary>Checks what annotations cannot say. Neither secrets nor the paths of addresses, which may hold some, are shown.</summary>
    internal sealed class Validator : IValidateOptions<JobOptions>
    {
        public ValidateOptionsResult Validate(string? name, JobOptions options) =>
            Failures(options).ToArray() is { Length: > 0 } failures ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

        private static IEnumerable<string> Failures(JobOptions options)
        {
            for (var i = 0; i < options.WebhookHosts.Count; i++)
                if (Uri.CheckHostName(options.WebhookHosts[i].Trim('[', ']')) == UriHostNameType.Unknown) yield return $"Jobs:WebhookHosts:{i} is no name of a host; such as hooks.shop.example, without scheme, port and path.";
            for (var i = 0; i < options.Webhooks.Count; i++)
            {
                var (webhook, place) = (options.Webhooks[i], $"Jobs:Webhooks:{i}");
                if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
                    yield return $"{place}:Url is no address such as https://hooks.shop.example/segments.";
                else if (!options.WebhookHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase))
                    yield return $"{place}:Url has the host '{url.Host}', which is not allowed; Jobs:WebhookHosts lists the hosts that are{(options.WebhookHosts.Count == 0 ? ": none" : $": {string.Join(", ", options.WebhookHosts)}")}.";
                if (webhook.Secret.Length < ShortestSecret) yield return $"{place}:Secret has fewer than {ShortestSecret} characters; openssl rand -hex 32 makes one.";
            }

            if (options.Webhooks.GroupBy(webhook => webhook.Url).Any(same => same.Count() > 1)) yield return "Jobs:Webhooks has the same Url twice.";
        }
    }
}
