namespace SegmentationService.Core.Segmentation;

/// <summary>The table of plays: one for each archetype, since how recently, how often and for how much customers buy is what a suggestion can rest on. Of segments of which that is not known, nothing is suggested.</summary>
public static class Plays
{
    private static readonly Play Protect = new(
        "protect", "Protect", "They buy most and still do. Consider keeping them by service and early access rather than by discounts, and asking them for recommendations.");

    private static readonly Play SecondPurchase = new(
        "second_purchase", "Second purchase", "They are new. Consider a welcome and a reason to come back soon: whoever buys a second time mostly stays longer.");

    private static readonly Play Upsell = new(
        "upsell", "Upsell", "They come regularly. Consider showing them what goes with what they buy, or the next larger choice.");

    private static readonly Play Grow = new(
        "grow", "Grow", "They still buy, and little. Consider small steps: bundles, a threshold for free delivery, a second category.");

    private static readonly Play WinBack = new(
        "win_back", "Win back", "They were worth much and have not bought for a while. Consider writing to them soon and personally, and asking what is missing, before an offer.");

    private static readonly Play Remind = new(
        "remind", "Remind", "They bought more than others and are becoming rarer. Consider a reminder of what they bought, or news of it, while they still know you.");

    private static readonly Play Reawaken = new(
        "reawaken", "Reawaken at low cost", "They bought little, some time ago. Consider automatic messages at seasons, and no spending on each of them.");

    private static readonly Play LetRest = new(
        "let_rest", "Let rest", "They bought little, long ago. Consider one last message, and leaving them out of paid campaigns; compare with customers who get none.");

    /// <summary>The play for a segment.</summary>
    /// <param name="profile">What is typical of its customers.</param>
    /// <returns>Null where nothing is known of their behaviour: recency, frequency and money are not among the columns, or the model is from before names were kept in parts.</returns>
    public static Play? Of(SegmentProfile profile)
    {
        if (profile.Phrases?.FirstOrDefault(phrase => phrase.Feature is null) is not { } phrase || !Archetypes.Names.TryParse(phrase.Direction, out var archetype)) return null;
        return archetype switch
        {
            Archetype.Champions => Protect,
            Archetype.NewCustomers or Archetype.Promising => SecondPurchase,
            Archetype.Loyal => Upsell,
            Archetype.RecentSmall => Grow,
            Archetype.AtRisk or Archetype.CantLoseThem => WinBack,
            Archetype.NeedAttention => Remind,
            Archetype.Hibernating => Reawaken,
            _ => LetRest,
        };
    }
}
