namespace SegmentationService.Api.Jobs;

/// <summary>Who is told of the end of every job: <c>Jobs:Webhooks:N</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Where it is sent, by https, or by http. Its host is one of <see cref="JobOptions.WebhookHosts"/>.</summary>
    public string Url { get; set; } = "";

    /// <summary>What it is signed with, known to who receives it: at least <see cref="JobOptions.ShortestSecret"/> characters.</summary>
    public string Secret { get; set; } = "";
}
