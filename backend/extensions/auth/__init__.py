"""Authentication: the plug-ins that the configuration names, logins and their tokens, the local secret."""
