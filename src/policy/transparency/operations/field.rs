//! The words that an entry can hold: its fields, and values of a few kinds.

use lockstep_base::named;

named! {
    /// Who found the network.
    Source {
        /// The platform's own investigation.
        Internal = "internal",
        /// Someone else's lead.
        External = "external",
    }
}

named! {
    /// How sure the investigators are of what the entry says.
    Confidence {
        /// Several independent kinds of evidence agree, and no innocent explanation is left.
        High = "high",
        /// The evidence points one way, and a gap or another explanation is left.
        Moderate = "moderate",
        /// The evidence is thin or of one kind.
        Low = "low",
    }
}

named! {
    /// What a reviewer decided.
    Verdict {
        /// The network's accounts are removed.
        Remove = "remove",
        /// They stay.
        Keep = "keep",
        /// Someone else decides.
        Escalate = "escalate",
    }
}

named! {
    /// What a network is made of.
    AssetKind {
        /// Accounts of people, real or not.
        Accounts = "accounts",
        /// Pages of organisations, persons or causes.
        Pages = "pages",
        /// Groups that others can join.
        Groups = "groups",
        /// Channels that others can follow.
        Channels = "channels",
        /// Events.
        Events = "events",
        /// Accounts that buy advertisements.
        Advertisers = "advertisers",
        /// Blogs.
        Blogs = "blogs",
        /// Websites.
        Sites = "sites",
        /// Apps.
        Apps = "apps",
        /// Automata that answer.
        Bots = "bots",
    }
}

named! {
    /// A field of an entry that can be marked as made up or as not public.
    Field {
        /// `id`
        Id = "id",
        /// `name`
        Name = "name",
        /// `month`
        Month = "month",
        /// `removed`
        Removed = "removed",
        /// `detected`
        Detected = "detected",
        /// `source`
        Source = "source",
        /// `lead`
        Lead = "lead",
        /// `accounts`
        Accounts = "accounts",
        /// `accounts_file`
        AccountsFile = "accounts_file",
        /// `followers`
        Followers = "followers",
        /// `followers_file`
        FollowersFile = "followers_file",
        /// `operated_by`
        OperatedBy = "operated_by",
        /// `origin`
        Origin = "origin",
        /// `operated_from`
        OperatedFrom = "operated_from",
        /// `target_audience`
        TargetAudience = "target_audience",
        /// `audience`
        Audience = "audience",
        /// `methods`
        Methods = "methods",
        /// `aims`
        Aims = "aims",
        /// `further`
        Further = "further",
        /// `political`
        Political = "political",
        /// `elections`
        Elections = "elections",
        /// `platforms`
        Platforms = "platforms",
        /// `also_on`
        AlsoOn = "also_on",
        /// `websites`
        Websites = "websites",
        /// `assets`
        Assets = "assets",
        /// `ad_spend`
        AdSpend = "ad_spend",
        /// `languages`
        Languages = "languages",
        /// `supportive_of`
        SupportiveOf = "supportive_of",
        /// `critical_of`
        CriticalOf = "critical_of",
        /// `active`
        Active = "active",
        /// `views`
        Views = "views",
        /// `content_removed`
        ContentRemoved = "content_removed",
        /// `known_as`
        KnownAs = "known_as",
        /// `indicators`
        Indicators = "indicators",
        /// `linked_outlets`
        LinkedOutlets = "linked_outlets",
        /// `techniques`
        Techniques = "techniques",
        /// `confidence`
        Confidence = "confidence",
        /// `run`
        Run = "run",
        /// `decisions`
        Decisions = "decisions",
        /// `of`, of re-established accounts
        Of = "of",
    }
}

impl Field {
    /// The fields of re-established accounts.
    pub(super) const OF_COMEBACKS: &'static [Self] = &[Self::Month, Self::Accounts, Self::AccountsFile, Self::Of];

    /// The fields of an operation.
    pub(super) fn of_operations() -> Vec<Self> {
        Self::ALL.iter().copied().filter(|field| *field != Self::Of).collect()
    }

    /// The fields of an operation that may not be public.
    pub(super) fn of_secrets() -> Vec<Self> {
        let always = [Self::Id, Self::Month, Self::Decisions, Self::Run, Self::AccountsFile, Self::FollowersFile];
        Self::of_operations().into_iter().filter(|field| !always.contains(field)).collect()
    }
}
