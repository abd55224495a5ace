def run(account, folder, options): pass
